import Testing

@Suite struct AnimateCommandTests {
  /// Number of frames that an APNG says it has.
  private func frames(_ bytes: [UInt8]) throws -> Int {
    let name = Array("acTL".utf8)
    let start =
      try #require(bytes.indices.first { bytes[$0] == name[0] && bytes[$0...].starts(with: name) }) + 4
    return bytes[start..<start + 4].reduce(0) { $0 << 8 | Int($1) }
  }

  @Test func `a surface turns in as many frames as asked`() throws {
    let bench = try Workbench.withSurface()
    let ending = try bench.succeed("animate m.surface --frames 3 --width 120 --height 90")
    #expect(ending.output == "m-animated.png\n")
    #expect(try frames(bench.bytes("m-animated.png")) == 3)
  }

  @Test(arguments: ["elevation:10:80", "azimuth:0:90", "clip:0.7:2"])
  func `a sweep runs between its ends`(sweep: String) throws {
    let bench = try Workbench.withSurface()
    try bench.succeed("animate m.surface --sweep \(sweep) --frames 2 --width 80 -o a.png -q")
    #expect(try frames(bench.bytes("a.png")) == 2)
  }

  @Test func `several surfaces are a frame each`() throws {
    let bench = try CompareCommandTests.bench()
    try bench.succeed("animate m.surface n.surface m.surface --width 80 --delay 0.5 --loops 2 -q -o a.png")
    #expect(try frames(bench.bytes("a.png")) == 3)
  }

  @Test func `what cannot be animated is refused`() throws {
    let bench = try Workbench.withSurface()
    try bench.fail("animate m.surface --sweep elevaton:1:2", .usage, "elevaton", "did you mean 'elevation'?")
    try bench.fail("animate m.surface --sweep elevation:10", .usage, "elevation:10:80")
    try bench.fail("animate m.surface --sweep elevation:10:120 --frames 2", .usage, "--elevation 120")
    try bench.fail("animate m.surface --frames 0", .usage, "--frames 0")
    try bench.fail("animate m.surface --loops -1", .usage, "--loops")
    try bench.fail("animate m.surface --frames 1 --delay 0 -q", .usage, "--delay 0")
    try bench.fail("animate m.surface m.surface --sweep clip:1:2", .usage, "--sweep")
    try bench.fail("animate m.surface -o a.svg", .usage, ".png")
    #expect(try bench.folder.names == ["m.ckpt", "m.surface"])
  }
}
