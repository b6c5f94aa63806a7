import Glibc
import Testing

@Suite struct OutputPlaceTests {
  private static let lines = [
    Workbench.smallTraining.replacing(" -o m.ckpt", with: " -o"), "probe m.ckpt -q --x -1:1:3 -o",
    "render m.surface -q -o",
  ]

  @Test(arguments: lines) func `a folder that does not exist`(line: String) throws {
    let bench = try Workbench.withSurface()
    try bench.fail("\(line) nowhere/out.png", .cannotCreate, "nowhere/out.png: the folder does not exist")
    #expect(try bench.folder.names == ["m.ckpt", "m.surface"])
  }

  @Test(arguments: lines) func `a folder that is a file`(line: String) throws {
    let bench = try Workbench.withSurface()
    let before = try bench.bytes("m.ckpt")
    try bench.fail("\(line) m.ckpt/out.png", .cannotCreate, "m.ckpt/out.png: ")
    #expect(try bench.bytes("m.ckpt") == before)
  }

  /// Nobody, not even the superuser, makes files there.
  @Test(arguments: lines) func `a folder that cannot be written to`(line: String) throws {
    try Workbench.withSurface().fail("\(line) /sys/out.png", .cannotCreate, "/sys/out.png: ")
  }

  @Test(arguments: lines) func `a folder in place of the file`(line: String) throws {
    let bench = try Workbench.withSurface()
    try bench.folder.makeFolder("out.png")
    let ending = try bench.run("\(line) out.png")
    #expect(ending.status == ExitStatus.noInput.rawValue || ending.status == ExitStatus.cannotCreate.rawValue)
    #expect(ending.errors.hasPrefix("landscape: out.png: this is a folder"))
  }

  @Test func `a picture is not begun when it could not be written`() throws {
    let bench = try Workbench.withCheckpoint()
    try bench.fail("render m.ckpt -q -o nowhere/m.png", .cannotCreate, "nowhere/m.png")
    #expect(!bench.has("m.surface"))
  }

  @Test func `a full device`() throws {
    let bench = try Workbench.withSurface()
    try bench.fail(
      "render m.surface -q --format png -o /dev/full", .inputOutput, "/dev/full: the disk is full")
  }

  /// Runs `landscape` where files may not grow beyond some kilobytes.
  private func run(_ line: String, limit: Int, in bench: Workbench) throws -> RunningProgram.Ending {
    let script = "trap '' XFSZ; ulimit -f \(limit); exec \(try Workbench.executable) \(line)"
    return try RunningProgram("/bin/bash", ["-c", script], in: bench.folder).wait()
  }

  @Test func `a file that would become too large leaves the old one whole`() throws {
    let bench = try Workbench.withSurface()
    try bench.succeed("render m.surface -q")
    let old = try bench.bytes("m.png")
    let line = "render m.surface -q --theme dark"
    try run(line, limit: 20, in: bench).expectFailure(
      .cannotCreate, ["m.png: "], of: line)
    #expect(try bench.bytes("m.png") == old)
    #expect(try bench.folder.names == ["m.ckpt", "m.png", "m.surface"])
  }

  @Test(arguments: ["", "--as surface", "--format pdf -o m.pdf --as surface"])
  func `a picture that memory is too small for is refused, not tried`(options: String) throws {
    let bench = try Workbench.withSurface()
    let line = "render m.surface --width 20000 --height 20000 \(options)"
    // Room for the pixels, but not for all that is drawn of them.
    let script = "ulimit -v 3500000; exec \(try Workbench.executable) \(line)"
    try RunningProgram("/bin/bash", ["-c", script], in: bench.folder).wait()
      .expectFailure(.software, ["not enough memory", "--width"], of: line)
    #expect(try bench.folder.names == ["m.ckpt", "m.surface"])
  }
}
