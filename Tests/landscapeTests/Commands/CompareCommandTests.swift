import Testing

@Suite struct CompareCommandTests {
  /// `m.surface` and `n.surface`, of two networks.
  static func bench() throws -> Workbench {
    let bench = try Workbench.withSurface()
    try bench.succeed(Workbench.smallTraining.replacing("m.ckpt", with: "n.ckpt") + " --seed 9")
    try bench.succeed("probe n.ckpt --x -9:9:5 --y -9:9:3 -q")
    return bench
  }

  @Test func `two surfaces make one picture, named after both`() throws {
    let bench = try Self.bench()
    #expect(try bench.succeed("compare m.surface n.surface").output == "m-vs-n.png\n")
    #expect(try bench.succeed("compare m.surface n.surface --as surface").output == "m-vs-n-3d.png\n")
    // Two panels have a flatter page.
    #expect(Array(try bench.bytes("m-vs-n.png")[16..<24]) == [0, 0, 6, 64, 0, 0, 3, 232])
    #expect(Array(try bench.bytes("m-vs-n-3d.png")[16..<24]) == [0, 0, 6, 64, 0, 0, 3, 132])
  }

  @Test func `checkpoints are probed first`() throws {
    let bench = try Self.bench()
    try bench.remove("n.surface")
    try bench.succeed("compare m.ckpt n.ckpt --x -1:1:5 --y -1:1:3 -q")
    #expect(bench.has("n.surface"))
  }

  @Test func `the width alone keeps the picture's proportions`() throws {
    let bench = try Self.bench()
    try bench.succeed("compare m.surface n.surface --width 800")
    #expect(Array(try bench.bytes("m-vs-n.png")[16..<24]) == [0, 0, 3, 32, 0, 0, 1, 244])
  }

  @Test func `one input is no comparison, and a line is no plane`() throws {
    let bench = try Self.bench()
    try bench.fail("compare m.surface", .usage, "two inputs", "render")
    try bench.succeed("line m.ckpt --x -1:1:5 -q")
    try bench.fail("compare m.surface m.line", .data, "m.line", "landscape line")
    try bench.fail("compare m.surface n.surface --columns 0", .usage, "--columns 0")
    #expect(!bench.has("m-vs-n.png"))
  }

  @Test func `a clip is shared, and one below every loss is refused`() throws {
    let bench = try Self.bench()
    try bench.succeed("compare m.surface n.surface --clip 5 --as surface --data numbers.json")
    #expect(String(decoding: try bench.bytes("numbers.json"), as: UTF8.self).contains("\"clip\" : 5"))
    try bench.fail("compare m.surface n.surface --clip 1e-9", .usage, "--clip", "below every loss")
    try bench.fail("compare m.surface n.surface --clip nan", .usage, "--clip")
  }
}
