import Testing

/// Which network is trained where none is named.
@Suite struct UsualNetworkTests {
  private static let quick = "--widths 4 --epochs 1 --threads 1 -q"

  @Test(arguments: ["spirals", "moons", "blobs", "rings"])
  func `points are learned by a multilayer perceptron`(data: String) throws {
    let bench = try Workbench()
    try bench.succeed("train --data \(data) --train-count 20 --test-count 4 \(Self.quick)")
    #expect(try bench.folder.names == ["mlp.ckpt"])
    #expect(try bench.succeed("inspect mlp.ckpt").output.hasPrefix("checkpoint of mlp"))
  }

  @Test func `tables are too, also by way of a file with options`() throws {
    let bench = try Workbench()
    try bench.writeHouses()
    let table = "--train-file houses.csv --target price --columns area,rooms"
    try bench.succeed("train \(table) \(Self.quick)")
    try bench.write(
      Array("train-file = \"houses.csv\"\ntarget = \"price\"\ncolumns = \"area,rooms\"".utf8), to: "c.toml")
    try bench.succeed("train --config c.toml -o config.ckpt \(Self.quick)")
    try bench.succeed("train --like mlp.ckpt -o like.ckpt -q")
    let tensors = try Container(bench.bytes("mlp.ckpt")).tensors
    for name in ["config.ckpt", "like.ckpt"] { #expect(try Container(bench.bytes(name)).tensors == tensors) }
  }

  @Test func `text is learned by a language model`() throws {
    let bench = try Workbench()
    try bench.succeed(
      "train --data sentences --train-count 4 --test-count 2 --width-factor 0.25 --epochs 1 --threads 1 -q")
    #expect(try bench.folder.names == ["gpt-3.ckpt"])
    #expect(try bench.succeed("inspect gpt-3.ckpt").output.hasPrefix("checkpoint of gpt-3"))
  }

  @Test(arguments: [
    ("--model mlp", ["cannot read text", "gpt-3"]), ("--model resnet-8", ["cannot read text", "gpt-3"]),
    ("--loss mean-squared-error", ["compares numbers", "cross-entropy"]),
    ("--crop 2", ["--crop", "text"]), ("--flip", ["--flip", "text"]), ("--cutout 2", ["--cutout"]),
    ("--normalization batch", ["does nothing"]), ("--no-normalized", ["does nothing"]),
    ("--drop-connect 0.5", ["does nothing"]), ("--widths 4", ["does nothing"]),
    ("--activation prelu", ["prelu", "gelu"]), ("--noise 0.1", ["noise"]), ("--classes 3", ["24"]),
    ("--model gpt-65", ["from 1 to 64 blocks"]), ("--model gpt", ["gpt-3"]),
  ])
  func `what does not go with text is refused`(option: String, words: [String]) throws {
    let bench = try Workbench()
    let line = "train --data sentences --train-count 4 --test-count 2 --epochs 1 \(option) -o m.ckpt"
    try bench.run(line).expectFailure(.usage, words, of: line, at: #_sourceLocation)
    #expect(try bench.folder.names.isEmpty)
  }

  @Test func `a language model is refused for anything but text`() throws {
    let bench = try Workbench()
    try bench.fail(
      "train --data moons --model gpt-2 -o m.ckpt", .usage, "reads text only", "--data sentences")
  }

  @Test func `images are learned by a residual network`() throws {
    let bench = try Workbench()
    let ending = try bench.run("train --data shapes --train-count 4 --test-count 4 --epochs 0")
    #expect(ending.status == ExitStatus.usage.rawValue)
    let help = try bench.succeed("train --help").output.split { $0.isWhitespace }.joined(separator: " ")
    #expect(
      help.contains("(default: resnet-20; mlp for tables and points, which are no images; gpt-3 for text)"))
    try bench.succeed(
      "train \(bench.writeIDXFiles()) --width-factor 0.25 --epochs 1 --batch-size 8 --threads 1 -q")
    #expect(bench.has("resnet-20.ckpt"))
  }

  @Test(arguments: ["resnet-20", "vgg9"])
  func `a network of convolutions is refused for points and tables`(model: String) throws {
    let bench = try Workbench.withCheckpoint()
    try bench.writeHouses()
    for data in [
      "--data spirals", "--train-file houses.csv --target price --columns area",
      "--like m.ckpt --set widths= -o n.ckpt",
    ] {
      try bench.fail("train \(data) --model \(model)", .usage, model, "too small", "--model mlp")
    }
    #expect(try bench.folder.names == ["houses.csv", "m.ckpt"])
  }
}
