import Testing

@Suite struct VerifyCommandTests {
  @Test func `a fresh picture agrees byte for byte`() throws {
    let bench = try CompareCommandTests.bench()
    let commands = [
      "render m.surface --theme both", "render m.surface --as surface --width 300", "render m.ckpt -o c.png",
      "compare m.surface n.surface --width 300", "line m.surface --width 300",
      "animate m.surface --frames 2 --width 80",
    ]
    for command in commands {
      let pictures = try bench.succeed(command).output.split(separator: "\n")
      for picture in pictures {
        let ending = try bench.succeed("verify \(picture)")
        #expect(ending.output.contains("\(picture): agrees, byte for byte, with"))
      }
    }
  }

  @Test func `a picture of other inputs differs, and the differences can be seen`() throws {
    let bench = try CompareCommandTests.bench()
    try bench.succeed("render m.surface")
    try bench.write(bench.bytes("n.surface"), to: "m.surface")
    try bench.fail(
      "verify m.png --difference d.png", .differs, "m.png", "of the pixels differ", "changed since: m.surface"
    )
    #expect(try bench.bytes("d.png").starts(with: [0x89, 0x50]))
  }

  @Test func `inputs are found beside the picture`() throws {
    let bench = try Workbench.withSurface()
    try bench.succeed("render m.surface")
    let other = try Workbench()
    try other.write(bench.bytes("m.png"), to: "m.png")
    try other.fail("verify m.png", .noInput, "m.png", "m.surface", "is not there")
    let path = bench.folder.file("m.png")
    #expect(try other.succeed("verify \(path)").output.contains("agrees"))
  }

  @Test func `a picture that was tampered with differs`() throws {
    let bench = try Workbench.withSurface()
    try bench.succeed("render m.surface -o a.png")
    try bench.succeed("render m.surface --map magma -o b.png")
    // The pixels of one with the texts of the other: swap what follows the texts.
    let marker = Array("IDAT".utf8)
    func parts(_ name: String) throws -> (head: [UInt8], tail: [UInt8]) {
      let bytes = try bench.bytes(name)
      let start =
        try #require(bytes.indices.first { bytes[$0] == marker[0] && bytes[$0...].starts(with: marker) }) - 4
      return (Array(bytes[..<start]), Array(bytes[start...]))
    }
    try bench.write(parts("a.png").head + parts("b.png").tail, to: "a.png")
    try bench.fail("verify a.png", .differs, "a.png", "of the pixels differ")
  }

  @Test func `what is no picture of ours is said in one line`() throws {
    let bench = try Workbench.withSurface()
    try bench.succeed("render m.surface")
    try bench.write(Array(bench.bytes("m.png").dropLast(1000)), to: "cut.png")
    try bench.fail("verify cut.png", .data, "cut.png", "damaged")
    try bench.fail("verify m.surface", .data, "m.surface", "not a PNG picture")
    try bench.fail("verify none.png", .noInput, "none.png", "no such file")
    try bench.write([], to: "empty.png")
    try bench.fail("verify empty.png", .data, "empty.png", "not a PNG picture")
    try bench.succeed("render m.surface -o picture.svg")
    try bench.fail("verify picture.svg", .data, "picture.svg", "not a PNG picture")
  }

  @Test func `of several pictures all are checked`() throws {
    let bench = try Workbench.withSurface()
    try bench.succeed("render m.surface")
    let ending = try bench.run("verify none.png m.png")
    #expect(ending.status != 0)
    #expect(ending.output.contains("m.png: agrees"))
    #expect(
      ending.errors.contains("none.png: no such file") && ending.errors.contains("not all of 2 pictures"))
  }
}
