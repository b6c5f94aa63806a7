import Testing

@Suite struct EndToEndTests {
  @Test func `data set, checkpoint, surface, picture`() throws {
    let bench = try Workbench()
    try bench.succeed(Workbench.smallTraining)
    #expect(try bench.folder.names == ["m.ckpt"])
    let probing = try bench.succeed("probe m.ckpt --x -1:1:5 --y -0.5:0.5:4")
    #expect(probing.output == "m.surface\n")
    let drawing = try bench.succeed("render m.ckpt")
    #expect(drawing.output == "m.png\n")
    #expect(try bench.folder.names == ["m.ckpt", "m.png", "m.surface"])
    #expect(try bench.bytes("m.png").starts(with: [137, 80, 78, 71, 13, 10, 26, 10]))
  }

  @Test(arguments: [
    "plain-8", "resnet-8", "resnet-8 --shortcut projection", "resnet-8 --no-normalized",
    "mlp --activation tanh",
  ])
  func `every architecture is trained and mapped`(model: String) throws {
    let bench = try Workbench()
    try bench.succeed(
      "train --data shapes --train-count 8 --test-count 4 --batch-size 4 --epochs 1 --model \(model)"
        + " --learning-rate 0.001 --threads 1 --quiet -o m.ckpt")
    try bench.succeed("render m.ckpt --x -1:1:3 --samples 4 --quiet")
    #expect(try bench.folder.names == ["m.ckpt", "m.png", "m.surface"])
  }

  @Test(arguments: ["spirals", "blobs", "rings"])
  func `generated points need no file`(data: String) throws {
    let bench = try Workbench()
    try bench.succeed(
      "train --data \(data) --model mlp --widths 4 --train-count 30 --test-count 9 --epochs 1 --threads 1 -o m.ckpt"
    )
    try bench.succeed("render m.ckpt --x -1:1:3")
    #expect(try bench.succeed("inspect m.surface").output.contains("line of mlp on \(data)"))
  }

  @Test func `text is trained on, exported, and mapped from any format`() throws {
    let bench = try Workbench()
    try bench.succeed(
      "train --data sentences --train-count 6 --test-count 2 --batch-size 3 --epochs 1 --model gpt-1"
        + " --width-factor 0.25 --optimizer adamw --threads 1 --quiet -o m.ckpt")
    let report = try bench.succeed("inspect m.ckpt").output
    #expect(report.contains("64 characters, 24 classes") && report.contains("data         sentences\n"))
    try bench.succeed("render m.ckpt --x -1:1:3 --samples 4 --quiet")
    try bench.succeed("evaluate m.ckpt --split test")
    let losses = try ["pt2", "onnx"].map { format in
      try bench.succeed("export m.ckpt -o m.\(format) -q")
      let report = try bench.succeed("evaluate m.\(format) --data sentences --samples 3").output
      let words = report.split(separator: " ")
      return try #require(words.firstIndex(of: "cross-entropy").flatMap { Double(words[$0 + 1]) })
    }
    #expect(losses[0] > 2 && abs(losses[0] - losses[1]) < 1e-4)
    try bench.succeed("line m.onnx --data sentences --x -1:1:3 --samples 3 --quiet")
  }

  @Test func `any pair of IDX files is data, compressed or not`() throws {
    let bench = try Workbench()
    let options = try bench.writeIDXFiles()
    try bench.succeed(
      "train \(options) --model plain-8 --batch-size 4 --epochs 1 --threads 1 -o plain.ckpt")
    for name in ["train-images", "train-labels", "test-images", "test-labels"] {
      #expect(try RunningProgram("/usr/bin/gzip", [name], in: bench.folder).wait().status == 0)
      try bench.rename("\(name).gz", to: name)
    }
    try bench.succeed(
      "train \(options) --model plain-8 --batch-size 4 --epochs 1 --threads 1 -o packed.ckpt")
    let parts = try ["plain", "packed"].map { try Container(bench.bytes("\($0).ckpt")) }
    #expect(parts[0].tensors == parts[1].tensors)
    try bench.succeed("probe plain.ckpt --x -1:1:3 --split test")
  }

  @Test func `CIFAR-10 is found in its folder, wherever it moves`() throws {
    let bench = try Workbench()
    try bench.writeCIFAR10(to: "cifar")
    try bench.succeed(
      "train --data cifar10 --data-folder cifar --model resnet-8 --batch-size 5 --epochs 1 --threads 1 -o m.ckpt"
    )
    try bench.rename("cifar", to: "elsewhere")
    try bench.fail("probe m.ckpt --x -1:1:3 --samples 2 -q", .noInput, "cifar10", "--data-folder")
    try bench.succeed("probe m.ckpt --x -1:1:3 --samples 2 --data-folder elsewhere")
  }
}
