import Testing

@Suite struct ProbeCommandTests {
  @Test func `the samples are stated, and the self-check`() throws {
    let bench = try Workbench.withCheckpoint()
    let ending = try bench.succeed("probe m.ckpt --x -1:1:5 --y -1:1:3 --samples 50 --seed 4")
    let lines = ending.errors.split(separator: "\n")
    #expect(
      lines.first
        == "m.surface: 5×3 points, 50 of 60 train samples of moons, filter normalization, seed 4")
    let check = try #require(lines.last)
    for part in [
      "self-check", "(standard error of 50 samples)", "centre differs by", "filter norms by",
      "cosine of the directions", "0 points missing, 0 diverged",
    ] { #expect(check.contains(part)) }
    #expect(ending.output == "m.surface\n")
  }

  @Test func `a grid need not be square`() throws {
    let bench = try Workbench.withSurface()
    let report = try bench.succeed("inspect m.surface").output
    #expect(report.contains("surface of mlp on moons"))
    #expect(report.contains("x -1.0:1.0:5, y -1.0:1.0:3: 15 points, 0 missing, 0 diverged"))
  }

  @Test func `one range alone makes a line`() throws {
    let bench = try Workbench.withCheckpoint()
    try bench.succeed("probe m.ckpt --x -1:1:5")
    #expect(try bench.succeed("inspect m.surface").output.hasPrefix("line of mlp on moons"))
  }

  @Test func `a complete surface is not computed again`() throws {
    let bench = try Workbench.withSurface()
    let before = try bench.bytes("m.surface")
    let ending = try bench.succeed("probe m.ckpt --x -1:1:5 --y -1:1:3 --threads 1")
    #expect(ending.errors.contains("complete"))
    #expect(try bench.bytes("m.surface") == before)
  }

  @Test(arguments: [
    ("--seed 1", "seed"), ("--samples 7", "samples"), ("--split test", "split"),
    ("--sample-seed 1", "sample"), ("--normalization layer", "normalization"),
    ("--include bias", "include"), ("--orthogonal", "orthogonal"), ("--only fc2.*", "tensors that move"),
  ])
  func `a surface made from other inputs is refused, and says which`(
    option: String, name: String
  ) throws {
    let bench = try Workbench.withSurface()
    let before = try bench.bytes("m.surface")
    let line = "probe m.ckpt --x -1:1:5 --y -1:1:3 --quiet \(option)"
    try bench.fail(line, .cannotCreate, "m.surface", name, "--force")
    #expect(try bench.bytes("m.surface") == before)
    try bench.succeed(line + " --force")
    #expect(try bench.bytes("m.surface") != before)
  }

  /// An `mlp` has weights and biases alone.
  @Test(arguments: [
    ("--include norm", "--include norm does nothing: the network has no normalization layers"),
    ("--include bias,slope", "--include slope does nothing: the network has no PReLU"),
    ("--include offset", "--include offset does nothing: the network has no positions"),
    (
      "--batch-norm recalibrate",
      "--batch-norm recalibrate does nothing: the network has no batch normalization"
    ),
  ])
  func `what the network does not have can be neither moved nor estimated`(
    option: String, words: String
  ) throws {
    let bench = try Workbench.withCheckpoint()
    try bench.fail("probe m.ckpt --x -1:1:5 \(option)", .usage, words, "leave it out")
    #expect(!bench.has("m.surface"))
  }

  @Test func `a map of some tensors says which they are, however they are named`() throws {
    let bench = try Workbench.withCheckpoint()
    let line = "probe m.ckpt --x -1:1:5 --y -1:1:3 --include bias"
    let told = try bench.succeed("\(line) --only fc2.*,fc1.bias --only fc2.* -o a.surface").errors
    #expect(told.contains("only in fc1.bias, fc2.*"))
    #expect(try bench.succeed("inspect a.surface").output.contains("with bias, only in fc1.bias, fc2.*"))
    // The layer's name stands for all that is in it, and the order of patterns does not count.
    try bench.succeed("\(line) --only fc2.*,fc1.bias -o a.surface -q")
    try bench.succeed("\(line) --only fc1.bias --only fc2 -o b.surface -q")
    let (a, b) = try (Container(bench.bytes("a.surface")), Container(bench.bytes("b.surface")))
    #expect(a.tensors == b.tensors)
    try bench.succeed("\(line) -o c.surface -q")
    #expect(try Container(bench.bytes("c.surface")).tensors != a.tensors)
  }

  @Test(arguments: [
    ("fc3.*", "--only 'fc3.*': no tensor has such a name", "did you mean 'fc1.*'?"),
    ("fc1.wieght", "--only 'fc1.wieght': no tensor", "did you mean 'fc1.weight'?"),
    ("fc1.bias", "--only 'fc1.bias' names nothing that moves", "add --include bias"),
    ("fc1.*,", "--only 'fc1.*,': an empty pattern", "write e.g."),
    ("something-else-altogether", "no tensor has such a name", "landscape inspect"),
  ])
  func `a pattern of nothing that moves is refused`(pattern: String, words: String, hint: String) throws {
    let bench = try Workbench.withCheckpoint()
    try bench.fail("probe m.ckpt --x -1:1:5 --only \(pattern)", .usage, words, hint)
    #expect(!bench.has("m.surface"))
  }

  @Test func `a surface with other axes is refused`() throws {
    let bench = try Workbench.withSurface()
    try bench.fail("probe m.ckpt --x -1:1:5 --y -1:1:4 -q", .cannotCreate, "m.surface", "(y)")
    try bench.fail("probe m.ckpt --x -1:1:5 -q", .cannotCreate, "m.surface")
  }

  @Test func `a surface of a network that was trained again is refused`() throws {
    let bench = try Workbench.withSurface()
    try bench.succeed(Workbench.smallTraining + " --seed 9 --force")
    try bench.fail(
      "probe m.ckpt --x -1:1:5 --y -1:1:3 -q", .cannotCreate, "m.surface", "checkpoint", "--force")
    try bench.succeed("probe m.ckpt --x -1:1:5 --y -1:1:3 -q --force")
  }

  /// On a processor that has the instructions; elsewhere the same command is refused, as with fewer instructions allowed.
  @Test func `rounded numbers are marked in the surface, and refused without instructions for them`() throws {
    let bench = try Workbench.withCheckpoint()
    let line = "probe m.ckpt --x -1:1:5 --precision bf16 --quiet"
    let words =
      try ["ONEDNN_MAX_CPU_ISA=AVX2", Workbench.executable] + line.split(separator: " ").map(String.init)
    try RunningProgram("/usr/bin/env", words, in: bench.folder).wait().expectFailure(
      .usage, ["--precision bf16 needs a processor with AVX512_BF16", "AVX2"], of: line)
    #expect(!bench.has("m.surface"))
    let ending = try bench.run(line)
    guard ending.status == 0 else {
      #expect(ending.errors.contains("AVX512_BF16"))
      return
    }
    #expect(try bench.succeed("inspect m.surface").output.contains("evaluated on bfloat16"))
    try bench.fail("probe m.ckpt --x -1:1:5 --quiet", .cannotCreate, "precision", "--force")
    try bench.succeed("probe m.ckpt --x -1:1:5 --precision exact --quiet -o exact.surface")
    #expect(try !bench.succeed("inspect exact.surface").output.contains("bfloat16"))
  }
}
