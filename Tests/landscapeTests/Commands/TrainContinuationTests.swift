import Testing

/// What the user is told when a run cannot be continued.
@Suite struct TrainContinuationTests {
  @Test func `a damaged trajectory can be removed, or everything started over`() throws {
    let bench = try Workbench()
    let line = Workbench.smallTraining + " --snapshots 1"
    try bench.succeed(line)
    let whole = try bench.bytes("m.trajectory")
    try bench.write(Array(whole.dropLast(4)), to: "m.trajectory")
    try bench.fail(line, .data, "m.trajectory: truncated", "remove it to go on", "--force to start over")
    try bench.succeed(line + " --force")
    #expect(try bench.bytes("m.trajectory") == whole)
  }

  @Test func `a run on samples that have changed is not continued, and started over by force`() throws {
    let bench = try Workbench()
    let line =
      "train \(try bench.writeIDXFiles()) --model mlp --widths 4 --epochs 1 --batch-size 4 --threads 1 -q -o m.ckpt"
    try bench.succeed(line)
    let before = try bench.bytes("m.ckpt")
    try bench.succeed(line)
    try bench.write(Workbench.idxLabels([2, 1, 0, 2]), to: "test-labels")
    try bench.fail(line, .cannotCreate, "m.ckpt: trained on other samples", "--force")
    #expect(try bench.bytes("m.ckpt") == before)
    try bench.succeed(line + " --force")
    #expect(try bench.bytes("m.ckpt") != before)
  }
}
