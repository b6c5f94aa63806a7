import Testing

@Suite struct RenderCommandTests {
  @Test func `a checkpoint is probed first, and its surface reused`() throws {
    let bench = try Workbench.withCheckpoint()
    try bench.succeed("render m.ckpt --x -1:1:4 --samples 20")
    #expect(try bench.folder.names == ["m.ckpt", "m.png", "m.surface"])
    let surface = try bench.bytes("m.surface")
    let picture = try bench.bytes("m.png")
    try bench.succeed("render m.ckpt --x -1:1:4 --samples 20")
    #expect(try bench.bytes("m.surface") == surface)
    #expect(try bench.bytes("m.png") == picture)
    let ending = try bench.succeed("render m.ckpt")
    #expect(ending.errors.isEmpty)
    #expect(try bench.bytes("m.surface") == surface)
  }

  @Test func `a surface of another network is refused, and the old picture stays`() throws {
    let bench = try Workbench.withSurface()
    try bench.succeed("render m.ckpt")
    let picture = try bench.bytes("m.png")
    try bench.succeed(Workbench.smallTraining + " --seed 9 --force")
    try bench.fail("render m.ckpt -q", .cannotCreate, "m.surface", "another checkpoint", "--force")
    #expect(try bench.bytes("m.png") == picture)
    try bench.succeed("render m.ckpt -q --force --x -1:1:5 --y -1:1:3")
    #expect(try bench.bytes("m.png") != picture)
  }

  @Test func `a surface made otherwise than asked is refused`() throws {
    let bench = try Workbench.withSurface()
    try bench.fail("render m.ckpt -q --seed 3 --x -1:1:5 --y -1:1:3", .cannotCreate, "m.surface", "seed")
    #expect(!bench.has("m.png"))
  }

  @Test func `a surface is drawn without its checkpoint`() throws {
    let bench = try Workbench.withSurface()
    try bench.remove("m.ckpt")
    try bench.succeed("render m.surface")
    #expect(try bench.folder.names == ["m.png", "m.surface"])
  }

  @Test(arguments: [("svg", "<?xml"), ("pdf", "%PDF-"), ("png", "\u{89}PNG")])
  func `the ending of the output is its format`(ending: String, start: String) throws {
    let bench = try Workbench.withSurface()
    try bench.succeed("render m.surface -o figure.\(ending)")
    try bench.succeed("render m.surface --format \(ending)")
    for name in ["figure.\(ending)", "m.\(ending)"] {
      #expect(try bench.bytes(name).starts(with: start.unicodeScalars.map { UInt8($0.value) }))
    }
  }

  @Test func `several surfaces share one scale`() throws {
    let bench = try Workbench.withSurface()
    try bench.succeed(Workbench.smallTraining.replacing("m.ckpt", with: "n.ckpt") + " --seed 9")
    try bench.succeed("probe n.ckpt --x -9:9:5 --y -9:9:3 -q")
    func levels(_ name: String) throws -> Substring {
      let text = String(decoding: try bench.bytes("\(name).svg"), as: UTF8.self)
      let start = try #require(text.firstRange(of: "Contour levels")).upperBound
      return text[start...].prefix { $0 != "<" }
    }
    try bench.succeed("render m.surface --format svg")
    let alone = try levels("m")
    let ending = try bench.succeed("render m.surface n.ckpt --format svg")
    #expect(ending.output == "m.svg\nn.svg\n")
    #expect(try levels("m") == levels("n"))
    #expect(try levels("m") != alone)
  }

  @Test func `looks can be chosen`() throws {
    let bench = try Workbench.withSurface()
    var pictures: Set<[UInt8]> = []
    let looks = [
      "", "--theme dark", "--map magma", "--scale log", "--scale linear --levels 0.5,1", "--title Moons",
      "--width 800 --height 600", "--dpi 100",
    ]
    for look in looks {
      try bench.succeed("render m.surface \(look)")
      pictures.insert(try bench.bytes("m.png"))
    }
    #expect(pictures.count == looks.count)
  }

  @Test func `the width and height are those asked for`() throws {
    let bench = try Workbench.withSurface()
    try bench.succeed("render m.surface --width 1001 --height 700")
    #expect(Array(try bench.bytes("m.png")[16..<24]) == [0, 0, 3, 233, 0, 0, 2, 188])
  }

  @Test func `one output cannot hold two pictures`() throws {
    let bench = try Workbench.withSurface()
    try bench.fail("render m.ckpt m.surface -o both.png", .usage, "-o names one picture for 2")
  }
}
