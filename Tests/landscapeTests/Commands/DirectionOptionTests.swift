import Testing

@testable import Formats

@Suite struct DirectionOptionTests {
  static let hasLibrary = (try? HDF5Library.use(for: "") { _ in true }) ?? false

  @Test(arguments: hasLibrary ? ["h5", "safetensors", "npz"] : ["safetensors", "npz"])
  func `directions that were saved give the same losses again`(ending: String) throws {
    let bench = try Workbench.withSurface()
    let grid = "--x -1:1:3 --y -1:1:2 --samples 10"
    try bench.succeed("probe m.ckpt \(grid) -o a.surface --save-directions d.\(ending) -q")
    try bench.succeed("probe m.ckpt \(grid) --directions d.\(ending) -o b.surface -q")
    let (a, b) = try (Container(bench.bytes("a.surface")), Container(bench.bytes("b.surface")))
    #expect(a.tensors == b.tensors)
    #expect(b.header.contains("second direction"))
    // The same directions go on, others do not.
    try bench.succeed("probe m.ckpt \(grid) --directions d.\(ending) -o b.surface -q")
    try bench.succeed("probe m.ckpt --seed 5 \(grid) -o c.surface --save-directions e.\(ending) -q")
    try bench.fail(
      "probe m.ckpt \(grid) --directions e.\(ending) -o b.surface", .cannotCreate, "other inputs (directions)"
    )
    // A line runs along the first.
    try bench.succeed("probe m.ckpt --x -1:1:3 --samples 10 --directions d.\(ending) -o line.surface -q")
  }

  @Test func `directions from a file are scaled where that is asked for`() throws {
    let bench = try Workbench.withSurface()
    let grid = "--x -1:1:2 --y -1:1:2 --samples 10"
    try bench.succeed("probe m.ckpt \(grid) -o a.surface --save-directions d.npz --normalization none -q")
    try bench.succeed("probe m.ckpt \(grid) -o b.surface --directions d.npz --normalization filter -q")
    try bench.succeed("probe m.ckpt \(grid) -o c.surface -q")
    let (b, c) = try (Container(bench.bytes("b.surface")), Container(bench.bytes("c.surface")))
    #expect(b.tensors == c.tensors)
  }

  @Test func `options that contradict a file of directions are refused`() throws {
    let bench = try Workbench.withSurface()
    try bench.succeed("probe m.ckpt --x -1:1:2 --samples 10 -o line.surface --save-directions d.npz -q")
    try bench.fail(
      "probe m.ckpt --directions d.npz --seed 1", .usage, "--seed does nothing with --directions")
    try bench.fail("probe m.ckpt --directions d.npz --include bias", .usage, "--include does nothing")
    try bench.fail("probe m.ckpt --directions d.npz -o p.surface", .data, "one direction, and 2 are needed")
    try bench.fail("probe m.ckpt --directions absent.h5 -o p.surface", .noInput, "absent.h5: no such file")
    try bench.fail("probe m.ckpt --save-directions d.txt -o p.surface", .usage, ".h5, .safetensors or .npz")
    try bench.fail(
      "probe m.ckpt --directions d.npz --save-directions d.npz -o p.surface", .usage,
      "would replace --directions")
    try bench.fail("render m.surface --directions d.npz", .usage, "--directions does nothing")
    try bench.fail("compare m.ckpt m.ckpt --save-directions e.npz", .usage, "several networks")
  }
}
