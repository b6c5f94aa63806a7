import Models
import Storage
import Testing

/// Commands on a model without a run's state.
@Suite struct ModelFileCommandTests {
  /// A folder with the small checkpoint `m.ckpt` and its model alone, `m.model`.
  private func bench() throws -> Workbench {
    let bench = try Workbench.withCheckpoint()
    try Model.read(bench.folder.file("m.ckpt")).write(to: bench.folder.file("n.model"))
    return bench
  }

  @Test func `a model is probed on the data set that is named`() throws {
    let bench = try bench()
    try bench.succeed("probe n.model --data moons --x -1:1:3 --quiet")
    // All points of the training split, since those that were trained on are not known.
    let text = try bench.succeed("inspect n.surface").output
    #expect(text.contains("1,000 of 1,000 (train)"))
    #expect(text.contains("estimate     "))
    try bench.succeed("render n.surface --quiet")
    #expect(bench.has("n.png"))
    // The surface beside the model is found, and belongs to it.
    try bench.succeed("render n.model --quiet -o again.png")
  }

  @Test func `a model without a data set asks for one`() throws {
    let bench = try bench()
    for line in ["probe n.model", "render n.model", "line n.model"] {
      try bench.fail(line, .usage, "n.model", "--data")
    }
  }

  @Test func `a checkpoint names its own data set`() throws {
    try bench().fail("probe m.ckpt --data moons", .usage, "--data", "checkpoint")
  }

  @Test func `a data set of files cannot be named to a probe`() throws {
    let bench = try bench()
    for name in ["csv", "idx"] {
      try bench.fail("probe n.model --data \(name)", .usage, "--data \(name)", "another data set")
    }
  }

  @Test func `a model for people and machines`() throws {
    let bench = try bench()
    let text = try bench.succeed("inspect n.model").output
    for part in ["model mlp", "2 classes", "42 of them", "cross-entropy", "from file    m.ckpt", "fc1"] {
      #expect(text.contains(part), "\(part)")
    }
    #expect(try bench.succeed("inspect n.model --json").output.contains(#""kind" : "model""#))
  }
}
