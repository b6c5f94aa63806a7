import Testing

@Suite struct TrainCommandTests {
  @Test func `a log line for each epoch, and the checkpoint's path last`() throws {
    let bench = try Workbench()
    let ending = try bench.succeed(Workbench.smallTraining.replacing(" --quiet", with: ""))
    let lines = ending.errors.split(separator: "\n")
    #expect(lines.first == "m.ckpt: 42 parameters, 60 training samples")
    #expect(lines.dropFirst().map { $0.prefix(10) } == ["epoch 1/2 ", "epoch 2/2 "])
    #expect(ending.output == "m.ckpt\n")
  }

  @Test func `quiet is quiet`() throws {
    let ending = try Workbench().succeed(Workbench.smallTraining)
    #expect(ending.output.isEmpty && ending.errors.isEmpty)
  }

  @Test func `the checkpoint is named after the model unless told otherwise`() throws {
    let bench = try Workbench()
    try bench.succeed(Workbench.smallTraining.replacing(" -o m.ckpt", with: ""))
    #expect(try bench.folder.names == ["mlp.ckpt"])
  }

  @Test func `a finished run is left as it is`() throws {
    let bench = try Workbench.withCheckpoint()
    let before = try bench.bytes("m.ckpt")
    let again = try bench.succeed(Workbench.smallTraining.replacing(" --quiet", with: ""))
    #expect(again.errors.contains("complete"))
    #expect(try bench.bytes("m.ckpt") == before)
  }

  @Test func `another run's checkpoint is overwritten only by force`() throws {
    let bench = try Workbench.withCheckpoint()
    let before = try bench.bytes("m.ckpt")
    let other = Workbench.smallTraining + " --seed 9 --momentum 0.5"
    try bench.fail(other, .cannotCreate, "m.ckpt", "momentum", "seed", "--force")
    #expect(try bench.bytes("m.ckpt") == before)
    try bench.succeed(other + " --force")
    #expect(try bench.bytes("m.ckpt") != before)
  }

  @Test func `a damaged checkpoint is overwritten only by force`() throws {
    let bench = try Workbench.withCheckpoint()
    let whole = try bench.bytes("m.ckpt")
    try bench.write(Array(whole.dropLast()), to: "m.ckpt")
    try bench.fail(Workbench.smallTraining, .data, "m.ckpt", "truncated")
    #expect(try bench.bytes("m.ckpt") == whole.dropLast())
    try bench.succeed(Workbench.smallTraining + " --force")
    #expect(try Container(bench.bytes("m.ckpt")).tensors == Container(whole).tensors)
  }

  @Test func `snapshots keep the start and N moments an epoch`() throws {
    let bench = try Workbench()
    try bench.succeed(Workbench.smallTraining + " --snapshots 3")
    #expect(try bench.folder.names == ["m.ckpt", "m.trajectory"])
    let report = try bench.succeed("inspect m.trajectory").output
    #expect(report.contains("trajectory of mlp"))
    #expect(report.contains("moments      7, epoch 0 to 2"))
  }

  @Test func `a run that diverges says where and keeps nothing of it`() throws {
    let bench = try Workbench()
    let line = Workbench.smallTraining.replacing("--widths 8", with: "--widths 8 --learning-rate 1e30")
    try bench.fail(line, .software, "diverged", "epoch 1", "--learning-rate")
    #expect(try bench.folder.names == [])
  }
}
