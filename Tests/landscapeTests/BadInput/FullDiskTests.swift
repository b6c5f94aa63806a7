import Testing

@Suite(.enabled("the system lets no process mount a disk") { SmallDisk.isPossible })
struct FullDiskTests {
  @Test func `training on a full disk leaves nothing behind`() throws {
    let line = Workbench.smallTraining.replacing("m.ckpt", with: "disk/m.ckpt")
    let (ending, names) = try SmallDisk.run(line, kilobytes: 16, isFull: true, in: Workbench())
    ending.expectFailure(
      .inputOutput, ["disk/m.ckpt: the disk is full"], of: line)
    #expect(names == ["other"])
  }

  @Test func `probing on a full disk leaves nothing behind`() throws {
    let line = "probe m.ckpt -q --x -1:1:3 -o disk/m.surface"
    let (ending, names) = try SmallDisk.run(
      line, kilobytes: 16, isFull: true, in: Workbench.withCheckpoint())
    ending.expectFailure(
      .inputOutput, ["disk/m.surface: the disk is full"], of: line)
    #expect(names == ["other"])
  }

  @Test func `a picture that does not fit leaves nothing behind`() throws {
    let line = "render m.surface -q -o disk/m.png"
    let (ending, names) = try SmallDisk.run(
      line, kilobytes: 32, isFull: false, in: Workbench.withSurface())
    ending.expectFailure(
      .inputOutput, ["disk/m.png: the disk is full"], of: line)
    #expect(names.isEmpty)
  }
}
