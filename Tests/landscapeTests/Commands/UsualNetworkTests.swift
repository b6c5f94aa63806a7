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

  @Test func `images are learned by a residual network`() throws {
    let bench = try Workbench()
    let ending = try bench.run("train --data shapes --train-count 4 --test-count 4 --epochs 0")
    #expect(ending.status == ExitStatus.usage.rawValue)
    #expect(try bench.succeed("train --help").output.contains("(default: resnet-20; mlp for"))
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
