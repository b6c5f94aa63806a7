import Glibc
import TestSupport
import Testing

/// A picture's recipe may come from a stranger: it is followed only as far as drawing goes.
@Suite struct VerifyRecipeTests {
  /// A folder with a surface and its picture, whose recipe has other arguments, and other inputs if they are given.
  private func bench(_ line: String, inputs: [String]? = nil) throws -> Workbench {
    let bench = try Workbench.withSurface()
    try bench.succeed("render m.surface --width 100 -q")
    try bench.write(rewritten(bench.bytes("m.png"), line, inputs), to: "m.png")
    return bench
  }

  private func rewritten(_ bytes: [UInt8], _ line: String, _ inputs: [String]?) throws -> [UInt8] {
    let words = line.split(separator: " ").map { "\"\($0)\"" }.joined(separator: ",")
    let digest = String(repeating: "0", count: 64)
    let files = (inputs ?? ["m.surface"]).map { #"{"digest":"\#(digest)","path":"\#($0)"}"# }
    let recipe =
      #"{"arguments":[\#(words)],"inputs":[\#(files.joined(separator: ","))],"picture":0,"theme":"light"}"#
    let chunks = PNGFile(bytes).chunks.map { chunk in
      chunk.data.starts(with: Array("Recipe\0".utf8))
        ? PNGFile.Chunk("iTXt", Array("Recipe\0\0\0\0\0".utf8) + recipe.utf8) : chunk
    }
    return PNGFile(chunks).bytes
  }

  @Test(arguments: [
    "render m.surface --width 100 -o elsewhere.png", "render m.surface --width 100 -o m.surface --format png",
    "render m.surface --width 100 --data numbers.json --snippet html --force",
    "render m.surface --width 100 --data m.surface --x=-1:1:9",
  ])
  func `a recipe with outputs of its own writes nothing`(line: String) throws {
    let bench = try bench(line)
    let before = try bench.bytes("m.surface")
    let ending = try bench.succeed("verify m.png")
    #expect(ending.output.contains("agrees in every pixel") && !ending.output.contains("<img"))
    #expect(try bench.folder.names == ["m.ckpt", "m.png", "m.surface"])
    #expect(try bench.bytes("m.surface") == before)
  }

  @Test(arguments: [
    "train --data moons --epochs 1 -o n.ckpt", "probe m.ckpt -o n.surface", "verify m.png",
    "gallery --all --output .", "inspect m.ckpt", "render", "nonsense", "--help",
    "--generate-completion-script=bash",
  ])
  func `a recipe that does not draw is not followed`(line: String) throws {
    let bench = try bench(line)
    let ending = try bench.run("verify m.png")
    #expect([1, 65].contains(ending.status), "\(ending.errors)")
    #expect(ending.output.isEmpty && ending.errors.split(separator: "\n").count == 1)
    #expect(try bench.folder.names == ["m.ckpt", "m.png", "m.surface"])
  }

  @Test func `a checkpoint without a surface is not probed`() throws {
    let bench = try bench("render m.ckpt --width 100", inputs: ["m.ckpt", "m.surface"])
    try bench.remove("m.surface")
    try bench.fail("verify m.png", .noInput, "m.surface", "is not there")
    try bench.write(rewritten(bench.bytes("m.png"), "render m.ckpt --width 100", ["m.ckpt"]), to: "m.png")
    try bench.fail("verify m.png", .data, "m.png", "m.surface", "not among the inputs")
    #expect(try bench.folder.names == ["m.ckpt", "m.png"])
  }

  @Test(arguments: ["n.surface", "/dev/zero", "pipe"])
  func `only the files that it names are read, and only regular ones`(name: String) throws {
    let bench = try bench("render \(name) --width 100")
    try bench.write(bench.bytes("m.surface"), to: "n.surface")
    #expect(mkfifo(bench.folder.file("pipe"), 0o600) == 0)
    try bench.fail("verify m.png", .data, "m.png", "\(name), which is not among the inputs")
    try bench.write(rewritten(bench.bytes("m.png"), "render \(name) --width 100", [name]), to: "m.png")
    guard name != "n.surface" else { return }
    try bench.fail("verify m.png", .noInput, "m.png", "\(name), which is not there")
  }

  @Test(arguments: [
    ("geometry corners --width 100 --height 75 --draws 10000000000", ExitStatus.data, "--draws 10000000000"),
    (
      "geometry path --width 100 --height 75 --generate correlated --rows 10000 --columns 1000", .data,
      "--rows"
    ),
    ("render m.surface --width 20000", .differs, "another size"),
    ("render m.surface --width 100 --height 20000", .differs, "another size"),
    ("animate m.surface --width 100 --frames 10000", .differs, "10,000 frames"),
    ("animate m.surface m.surface --width 100 --height 75 --as surface", .differs, "2 frames"),
    ("geometry sweep --width 100 --height 75 --frames 10000", .differs, "10,000 frames"),
  ])
  func `a recipe that asks for more work than its picture shows is refused`(
    line: String, status: ExitStatus, text: String
  ) throws {
    try bench(line).fail("verify m.png", status, "m.png", text)
  }

  @Test func `of several pictures the worst is told by the status, in any order`() throws {
    let bench = try bench("render m.surface --width 100 --map magma")
    try bench.succeed("render m.surface --width 90 -o good.png -q")
    try bench.write([1, 2, 3], to: "foreign.png")
    for (names, status) in [
      ("m.png none.png good.png", ExitStatus.differs), ("none.png foreign.png m.png", .differs),
      ("none.png foreign.png", .noInput), ("foreign.png none.png good.png", .noInput),
      ("good.png foreign.png good.png", .data),
    ] {
      #expect(try bench.run("verify \(names)").status == status.rawValue, "\(names)")
    }
  }
}
