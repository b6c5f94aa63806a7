import Testing

@testable import Formats

@Suite struct ConvertCommandTests {
  static let hasLibrary = (try? HDF5Library.use(for: "") { _ in true }) ?? false

  @Test(arguments: ["npz", "csv", "vtp"])
  func `a surface is written by the ending`(ending: String) throws {
    let bench = try Workbench.withSurface()
    let result = try bench.succeed("convert m.surface -o a.\(ending)")
    #expect(result.output == "a.\(ending)\n")
    #expect(result.errors.contains("not kept: how the surface was computed"))
    #expect(result.errors.split(separator: "\n").count == 1)
    let first = try bench.bytes("a.\(ending)")
    #expect(try bench.succeed("convert m.surface -o a.\(ending) -q").errors.isEmpty)
    #expect(try bench.bytes("a.\(ending)") == first)
  }

  @Test func `a plane becomes a model, a line does not`() throws {
    let bench = try Workbench.withSurface()
    let result = try bench.succeed("convert m.surface -o a.glb")
    #expect(result.errors.contains("not kept: quantities other than the loss"))
    #expect(try bench.bytes("a.glb").starts(with: Array("glTF".utf8)))
    try bench.succeed("probe m.ckpt --x -1:1:5 -o l.surface --quiet")
    try bench.fail("convert l.surface -o l.glb", .data, "l.surface", "a line, not a plane")
  }

  @Test(.enabled(if: hasLibrary, "needs libhdf5: apt-get install libhdf5-103-1"))
  func `a surface of the published script can be drawn, and says that it says little`() throws {
    let bench = try Workbench.withSurface()
    let written = try bench.succeed("convert m.surface -o a.h5")
    #expect(written.errors.contains("not kept: how the surface was computed, lossError"))
    let read = try bench.succeed("convert a.h5 -o b.surface")
    #expect(read.errors.contains("does not say how the surface was computed"))
    #expect(
      try bench.succeed("inspect b.surface").output.contains("from         a.h5, which does not say how"))
    try bench.succeed("render b.surface --as contours -o b.svg -q")
    let picture = String(decoding: try bench.bytes("b.svg"), as: UTF8.self)
    #expect(picture.contains("<title>Loss in a.h5</title>"))
    try bench.succeed("convert a.h5 -o b.surface -q")
    // Another surface in its place is not lost.
    try bench.fail("convert a.h5 -o m.surface", .cannotCreate, "holds another surface", "--force")
    try bench.succeed("convert a.h5 -o m.surface --force -q")
  }

  @Test func `what cannot be converted is refused`() throws {
    let bench = try Workbench.withSurface()
    try bench.fail("convert m.surface -o a.txt", .usage, "use .npz, .csv, .vtp, .glb, .h5 or .surface")
    try bench.fail("convert m.surface -o ./m.surface", .usage, "the output would replace the input")
    try bench.fail("convert m.ckpt -o a.npz", .data, "m.ckpt")
    try bench.fail("convert absent.h5 -o a.npz", .noInput, "absent.h5")
    try bench.fail("convert m.surface -o absent/a.npz", .cannotCreate, "folder does not exist")
    #expect(try bench.folder.names == ["m.ckpt", "m.surface"])
  }
}
