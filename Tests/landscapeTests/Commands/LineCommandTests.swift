import Testing

@Suite struct LineCommandTests {
  @Test func `a checkpoint's line goes beside it and is reused`() throws {
    let bench = try Workbench.withCheckpoint()
    #expect(try bench.succeed("line m.ckpt --x -1:1:7 --samples 20").output == "m-line.png\n")
    #expect(try bench.folder.names == ["m-line.png", "m.ckpt", "m.line"])
    let line = try bench.bytes("m.line")
    #expect(try bench.succeed("line m.ckpt").errors.isEmpty)
    #expect(try bench.bytes("m.line") == line)
    try bench.fail("line m.ckpt --x -1:1:9 -q", .cannotCreate, "m.line")
  }

  @Test func `without options the line has 51 points`() throws {
    let bench = try Workbench.withCheckpoint()
    try bench.succeed("line m.ckpt --data numbers.json -q")
    let text = String(decoding: try bench.bytes("numbers.json"), as: UTF8.self)
    #expect(text.contains("Grid: 51 points."))
  }

  @Test func `of a plane the row through the trained point is drawn`() throws {
    let bench = try Workbench.withSurface()
    try bench.succeed("line m.surface --data numbers.json")
    let text = String(decoding: try bench.bytes("numbers.json"), as: UTF8.self)
    #expect(text.contains("Grid: 5 points."))
    try bench.succeed("probe m.ckpt --x -1:1:5 --y -1:1:4 -o even.surface -q")
    try bench.fail("line even.surface", .data, "even.surface", "through the trained point")
  }

  @Test func `several models share one plot`() throws {
    let bench = try CompareCommandTests.bench()
    #expect(try bench.succeed("line m.surface n.surface").output == "m-vs-n-line.png\n")
  }

  @Test func `a line has no second direction`() throws {
    let bench = try Workbench.withCheckpoint()
    try bench.fail("line m.ckpt --y -1:1:3", .usage, "--y")
  }
}
