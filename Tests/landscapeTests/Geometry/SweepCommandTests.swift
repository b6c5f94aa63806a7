import Testing

@Suite struct SweepCommandTests {
  @Test(arguments: ["", "--over lambda", "--penalty l2 --over lambda", "--penalty elastic"])
  func `the region grows or the penalty weakens`(options: String) throws {
    let bench = try Workbench()
    let ending = try bench.succeed("geometry sweep \(options) --frames 3 --width 100")
    #expect(ending.output.hasPrefix("sweep-"))
    let name = Array("acTL".utf8)
    let bytes = try bench.bytes(String(ending.output.dropLast()))
    #expect(bytes.indices.contains { bytes[$0] == name[0] && bytes[$0...].starts(with: name) })
  }

  @Test func `what cannot be swept is refused`() throws {
    let bench = try Workbench()
    try bench.fail("geometry sweep --penalty all", .usage, "--penalty all")
    try bench.fail("geometry sweep --frames 1", .usage, "--frames 1")
    try bench.fail("geometry sweep -o a.svg", .usage, ".png")
    #expect(try bench.folder.names.isEmpty)
  }
}
