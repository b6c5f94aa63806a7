import Testing

/// Pictures and surfaces of models whose data a user names.
@Suite struct NamedDataTests {
  private func bench() throws -> Workbench {
    let bench = try Workbench()
    try bench.writeOpenModel()
    try bench.writeArrays()
    return bench
  }

  @Test func `every command that probes takes data`() throws {
    let bench = try bench()
    try bench.succeed("probe net.model --data data.npz --x -1:1:3 --quiet")
    #expect(try bench.succeed("inspect net.surface").output.contains("on data.npz"))
    try bench.succeed("render net.model --quiet -o found.png")
    try bench.succeed("render net.model --data data.npz --width 100 --quiet -o again.png")
    try bench.succeed("line net.model --data data.npz --x -1:1:3 --width 100 --quiet")
    try bench.remove("net.surface")
    try bench.succeed("render net.model --data data.npz --x -1:1:3 --y -1:1:3 --width 100 --quiet")
    try bench.succeed("compare net.model net.surface --data data.npz --width 100 --quiet -o both.png")
    try bench.succeed("animate net.model --data data.npz --frames 2 --width 60 --quiet -o turn.png")
    for name in ["found.png", "again.png", "net-line.png", "net.png", "both.png", "turn.png"] {
      #expect(bench.has(name), "\(name)")
    }
    try bench.succeed("verify net.png")
  }

  @Test func `a surface of other data is not taken for theirs`() throws {
    let bench = try bench()
    try bench.writeArrays([1, 1, 0, 0], name: "other.npz")
    try bench.succeed("probe net.model --data data.npz --x -1:1:3 --quiet")
    try bench.fail("render net.model --data other.npz", .cannotCreate, "other data", "--force")
    try bench.fail("probe net.model --data other.npz --x -1:1:3", .cannotCreate, "data")
  }

  @Test func `numbers of a picture go to a file of their own`() throws {
    let bench = try bench()
    try bench.succeed(
      "render net.model --data data.npz --data a.json --x -1:1:3 --y -1:1:3 --width 100 --quiet")
    try bench.succeed("render net.model --numbers b.json --width 100 --quiet")
    #expect(try bench.bytes("a.json") == bench.bytes("b.json"))
    try bench.fail("render net.model --data data.npz --data other.npz", .usage, "--data", "2 times")
    try bench.fail("probe net.model --data a.json", .usage, "--data a.json", ".npz")
    // What is drawn already needs no data, and --data may name any new file for numbers.
    try bench.succeed("render net.surface --data c.txt --width 100 --quiet")
    #expect(try bench.bytes("c.txt") == bench.bytes("b.json"))
    try bench.write(Array("a,b\n1,2\n".utf8), to: "t.csv")
    try bench.fail("render net.surface --data t.csv", .cannotCreate, "t.csv", "not JSON")
  }

  @Test func `data that do nothing are refused`() throws {
    let bench = try bench()
    try bench.succeed("probe net.model --data data.npz --x -1:1:3 --y -1:1:3 --quiet")
    for option in ["--data data.npz", "--normalize half", "--loss mean-squared-error", "--target a"] {
      try bench.fail("render net.surface \(option)", .usage, "for a surface that is computed already")
    }
    try bench.fail("probe net.model --data data.npz --target a", .data, "--target")
    try bench.fail("probe net.model --data data.npz --data-folder .", .usage, "--data-folder")
    try bench.fail("probe net.model --data data.npz --split test", .data, "--split")
    try bench.fail("probe net.model --data moon", .usage, "moons")
    try bench.fail("probe net.model --data none.npz", .noInput, "none.npz")
    try bench.fail("probe net.model --data data.npz -o data.npz", .usage, "--data")
  }

  @Test func `a model of our own takes arrays, and normalizes them itself`() throws {
    let bench = try Workbench.withCheckpoint()
    try bench.writeArrays()
    try bench.writeModelOfCheckpoint()
    try bench.succeed("probe m.model --data data.npz --x -1:1:3 --quiet")
    try bench.fail("probe m.model --data data.npz --normalize half", .usage, "normalizes its inputs itself")
    try bench.fail("probe m.model --data data.npz --loss cross-entropy", .usage, "names its own loss")
  }
}
