import Testing

@Suite struct DamagedDataTests {
  private func expectFailure(
    of bench: Workbench, _ options: String, _ status: ExitStatus, _ texts: String...,
    at location: SourceLocation = #_sourceLocation
  ) throws {
    let line = "train \(options) --model plain-8 --epochs 1 -o m.ckpt -q"
    try bench.run(line).expectFailure(status, texts, of: line, at: location)
    #expect(!bench.has("m.ckpt"), sourceLocation: location)
  }

  @Test func `IDX files that are missing or not named`() throws {
    let bench = try Workbench()
    let options = try bench.writeIDXFiles()
    try expectFailure(of: bench, "--data idx", .usage, "--train-images")
    try bench.remove("test-labels")
    try expectFailure(of: bench, options, .noInput, "test-labels: no such file")
  }

  @Test func `damaged IDX files`() throws {
    let bench = try Workbench()
    let options = try bench.writeIDXFiles()
    let whole = try bench.bytes("train-images")
    let terabytes = [0, 0, 8, 3] + [UInt8](repeating: 0xff, count: 12) + whole[16...]
    let files = [
      [], Array(whole.prefix(3)), Array(whole.prefix(11)), Array(whole.dropLast()), whole + [0],
      [9, 9, 9, 9] + whole, terabytes, try bench.bytes("train-labels"),
      Workbench.idxImages(7), Workbench.idxImages(0),
      [0x1f, 0x8b, 8, 0, 0, 0, 0, 0, 0, 3] + whole,
    ]
    for file in files {
      try bench.write(file, to: "train-images")
      try expectFailure(of: bench, options, .data, "train-")
    }
  }

  @Test func `truncated and damaged gzip`() throws {
    let bench = try Workbench()
    let options = try bench.writeIDXFiles()
    #expect(try RunningProgram("/usr/bin/gzip", ["train-images"], in: bench.folder).wait().status == 0)
    let packed = try bench.bytes("train-images.gz")
    var damaged = packed
    damaged[packed.count / 2] ^= 0x55
    for file in [Array(packed.dropLast(9)), Array(packed.prefix(12)), damaged] {
      try bench.write(file, to: "train-images")
      try expectFailure(of: bench, options, .data, "train-images: ")
    }
  }

  @Test func `labels that name no class of the test data`() throws {
    let bench = try Workbench()
    let options = try bench.writeIDXFiles()
    try bench.write(Workbench.idxLabels([0, 1, 2, 77]), to: "test-labels")
    try expectFailure(of: bench, options, .data, "test-labels: ", "77")
  }

  @Test func `CIFAR batches missing, truncated and with wrong labels`() throws {
    let bench = try Workbench()
    let options = "--data cifar10 --data-folder cifar"
    try expectFailure(of: bench, "--data cifar10", .usage, "--data-folder")
    try expectFailure(of: bench, options, .noInput, "data_batch_1.bin", "--data-folder")
    try bench.writeCIFAR10(to: "cifar")
    let whole = try bench.bytes("cifar/data_batch_3.bin")
    for file in [[], Array(whole.dropLast()), [10] + Array(whole.dropFirst())] {
      try bench.write(file, to: "cifar/data_batch_3.bin")
      try expectFailure(of: bench, options, .data, "cifar/data_batch_3.bin: ")
    }
    try bench.remove("cifar/data_batch_3.bin")
    try expectFailure(of: bench, options, .noInput, "data_batch_3.bin")
  }

  @Test func `a data set that changed since training is not the surface's`() throws {
    let bench = try Workbench()
    let options = try bench.writeIDXFiles()
    try bench.succeed("train \(options) --model plain-8 --epochs 1 --batch-size 4 -o m.ckpt -q")
    try bench.succeed("probe m.ckpt --x -1:1:3 -q")
    var images = try bench.bytes("train-images")
    images[20] ^= 1
    try bench.write(images, to: "train-images")
    try bench.fail("probe m.ckpt --x -1:1:3 -q", .cannotCreate, "m.surface", "data")
  }
}
