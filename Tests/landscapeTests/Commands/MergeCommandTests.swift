import Testing

@Suite struct MergeCommandTests {
  private static let line = "probe m.ckpt --x -1:1:5 --y -1:1:3 --quiet"

  /// A folder with the map of one process, `one.surface`, and these of three shards of `m.surface`.
  private func bench(shards: [Int]) throws -> Workbench {
    let bench = try Workbench.withCheckpoint()
    for shard in shards { try bench.succeed("\(Self.line) --shard \(shard)/3") }
    return bench
  }

  /// The recorded command is that of the shards, so the single process must have the same one.
  private func expected() throws -> [UInt8] { try Workbench.withSurface().bytes("m.surface") }

  @Test func `the last shard puts the map together, with the bytes of one process`() throws {
    let bench = try bench(shards: [3, 1])
    #expect(!bench.has("m.surface"))
    let ending = try bench.succeed("probe m.ckpt --x -1:1:5 --y -1:1:3 --shard 2/3")
    #expect(ending.output == "m.surface\n")
    for text in [
      "m.surface.2-of-3: shard 2 of 3, 5 of 5×3 points", "m.surface: complete, put together from 3 shards",
      "self-check",
    ] { #expect(ending.errors.contains(text)) }
    #expect(try Container(bench.bytes("m.surface")).tensors == Container(expected()).tensors)
    try bench.remove("m.surface")
    try bench.succeed("merge m.surface.3-of-3 m.surface.2-of-3 m.surface.1-of-3")
    let merged = try bench.succeed(
      "merge m.surface.1-of-3 m.surface.2-of-3 m.surface.3-of-3 -o other.surface")
    #expect(merged.output == "other.surface\n" && merged.errors.contains("0 points missing"))
    #expect(try bench.bytes("other.surface") == expected())
    #expect(try bench.bytes("m.surface") == expected())
  }

  @Test func `a shard says where it is`() throws {
    let bench = try bench(shards: [])
    #expect(try bench.succeed("probe m.ckpt --x -1:1:5 --shard=2/3").output == "m.surface.2-of-3\n")
    let report = try bench.succeed("inspect m.surface.2-of-3").output
    #expect(report.contains("shard        2 of 3: 2 points are its own"))
    #expect(try bench.succeed("inspect m.surface.2-of-3 --json").output.contains("\"shard\""))
  }

  @Test func `what is missing is said, with the commands that compute it`() throws {
    let bench = try bench(shards: [2])
    try bench.fail(
      "merge m.surface.2-of-3", .temporary, "10 of 15 points are missing", "shards not complete: 1, 3 of 3",
      "landscape merge --missing m.surface.*-of-3")
    let commands = try bench.succeed("merge --missing m.surface.2-of-3").output
    #expect(
      commands == """
        landscape probe --shard 1/3 m.ckpt --x -1:1:5 --y -1:1:3 --quiet
        landscape probe --shard 3/3 m.ckpt --x -1:1:5 --y -1:1:3 --quiet

        """)
    for command in commands.split(separator: "\n") { try bench.succeed(String(command.dropFirst(10))) }
    #expect(try bench.bytes("m.surface") == expected())
    #expect(
      try bench.succeed("merge --missing m.surface.1-of-3 m.surface.2-of-3 m.surface.3-of-3").output == "")
  }

  @Test func `shards of other inputs are refused, and the first difference is named`() throws {
    let bench = try bench(shards: [1, 2])
    try bench.succeed("\(Self.line) --seed 4 --shard 3/3 --force")
    try bench.fail(
      "merge m.surface.1-of-3 m.surface.2-of-3 m.surface.3-of-3", .data, "m.surface.3-of-3", "(seed)",
      "m.surface.1-of-3")
    #expect(!bench.has("m.surface"))
    try bench.succeed("probe m.ckpt --x -1:1:7 --y -1:1:3 --quiet --shard 3/3 --force")
    try bench.fail("merge m.surface.1-of-3 m.surface.3-of-3", .data, "(x)")
  }

  @Test func `another surface is replaced only when asked`() throws {
    let bench = try bench(shards: [1, 2, 3])
    try bench.succeed("\(Self.line) --seed 4 -o other.surface")
    let before = try bench.bytes("other.surface")
    let line = "merge m.surface.1-of-3 m.surface.2-of-3 m.surface.3-of-3 -o other.surface"
    try bench.fail(line, .cannotCreate, "other.surface", "seed", "--force")
    #expect(try bench.bytes("other.surface") == before)
    try bench.succeed("\(line) --force")
    #expect(try bench.bytes("other.surface") == expected())
  }

  @Test(arguments: [
    "0/3", "4/3", "3", "a/3", "1/2/3", "1/", "/3", "1/0", "1/100001", "auto/", "auto/0", "-1/3",
  ])
  func `what is no shard is refused`(text: String) throws {
    let bench = try Workbench.withCheckpoint()
    try bench.fail("probe m.ckpt --x -1:1:5 --shard=\(text)", .usage, "--shard", "K/N")
  }

  @Test func `other files are refused`() throws {
    let bench = try bench(shards: [1])
    try bench.fail("merge m.ckpt", .data, "m.ckpt")
    try bench.fail("merge nothing.1-of-3", .noInput, "nothing.1-of-3")
    try bench.fail("merge --missing m.surface.1-of-3 -o x", .usage, "--output does nothing")
  }

  /// Variables of launchers, and the shard of `--shard auto` that they make: as their manuals define them.
  @Test(arguments: [
    (
      "SLURM_ARRAY_TASK_ID=5 SLURM_ARRAY_TASK_MIN=4 SLURM_ARRAY_TASK_MAX=6 SLURM_ARRAY_TASK_COUNT=3", "auto",
      "2-of-3"
    ),
    (
      "SLURM_ARRAY_TASK_ID=4 SLURM_ARRAY_TASK_MIN=0 SLURM_ARRAY_TASK_MAX=4 SLURM_ARRAY_TASK_COUNT=3 SLURM_ARRAY_TASK_STEP=2",
      "auto", "3-of-3"
    ),
    ("SLURM_PROCID=2 SLURM_STEP_NUM_TASKS=3", "auto", "3-of-3"),
    // A job with more tasks than one, in an array.
    (
      "SLURM_ARRAY_TASK_ID=1 SLURM_ARRAY_TASK_MIN=0 SLURM_ARRAY_TASK_MAX=1 SLURM_ARRAY_TASK_COUNT=2 SLURM_PROCID=2 SLURM_STEP_NUM_TASKS=4",
      "auto", "7-of-8"
    ),
    // Open MPI's launcher inside a job of Slurm's.
    ("OMPI_COMM_WORLD_RANK=3 OMPI_COMM_WORLD_SIZE=4 SLURM_PROCID=0 SLURM_STEP_NUM_TASKS=1", "auto", "4-of-4"),
    ("PMI_RANK=0 PMI_SIZE=2", "auto", "1-of-2"),
    ("JOB_COMPLETION_INDEX=0", "auto/3", "1-of-3"),
    ("PARALLEL_SEQ=3", "auto/3", "3-of-3"),
    ("OMPI_COMM_WORLD_RANK=1 OMPI_COMM_WORLD_SIZE=2", "auto/2", "2-of-2"),
  ])
  func `a launcher's variables say the shard`(variables: String, text: String, shard: String) throws {
    let bench = try Workbench.withCheckpoint()
    let words = variables.split(separator: " ").map(String.init)
    let ending = try bench.run("probe m.ckpt --x -1:1:5 -o m.surface --shard \(text)", environment: words)
    #expect(ending.output == "m.surface.\(shard)\n", "\(ending.errors)")
    // Unless asked, they change nothing.
    #expect(
      try bench.run("probe m.ckpt --x -1:1:5 -o one.surface", environment: words).output == "one.surface\n")
  }

  @Test(arguments: [
    ("", "auto", "none of OMPI_COMM_WORLD_RANK"),
    ("JOB_COMPLETION_INDEX=2", "auto", "write --shard auto/N"),
    ("JOB_COMPLETION_INDEX=3", "auto/3", "number 4 of 3"),
    ("PARALLEL_SEQ=1 SLURM_ARRAY_TASK_ID=1", "auto/3", "both SLURM_ARRAY_TASK_ID and PARALLEL_SEQ"),
    ("OMPI_COMM_WORLD_RANK=1 OMPI_COMM_WORLD_SIZE=4", "auto/3", "says 4 processes"),
    ("OMPI_COMM_WORLD_RANK=x OMPI_COMM_WORLD_SIZE=4", "auto", "OMPI_COMM_WORLD_RANK is 'x'"),
    (
      "SLURM_ARRAY_TASK_ID=7 SLURM_ARRAY_TASK_MIN=1 SLURM_ARRAY_TASK_MAX=7 SLURM_ARRAY_TASK_COUNT=3", "auto",
      "the array has gaps"
    ),
    // The script of a job, which no 'srun' has started.
    ("SLURM_PROCID=0 SLURM_NTASKS=4", "auto", "none of"),
  ])
  func `what a launcher does not say is refused`(variables: String, text: String, words: String) throws {
    let bench = try Workbench.withCheckpoint()
    let ending = try bench.run(
      "probe m.ckpt --x -1:1:5 --shard \(text)", environment: variables.split(separator: " ").map(String.init)
    )
    ending.expectFailure(.usage, [words], of: variables)
  }
}
