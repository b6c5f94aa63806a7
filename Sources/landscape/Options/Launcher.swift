import Glibc

/// What started this process as one of several, by the variables that it sets.
struct Launcher {
  /// One of several processes, numbered from 0.
  struct Place {
    let rank: Int
    /// How many there are; nil where the launcher does not say it.
    let count: Int?
    /// The variable that says which one this is.
    let name: String
  }

  /// The variables by which launchers are recognized.
  static let variables = [
    "OMPI_COMM_WORLD_RANK", "PMI_RANK", "SLURM_STEP_NUM_TASKS", "SLURM_ARRAY_TASK_ID", "JOB_COMPLETION_INDEX",
    "PARALLEL_SEQ",
  ]

  /// The value of an environment variable; nil where it is not set.
  var value: (String) -> String? = { name in getenv(name).map { String(cString: $0) } }

  /// This process among all, by the one launcher or by an array of jobs each of which has a launcher of its own; nil without one.
  ///
  /// - Parameter count: how many processes there are by the command line.
  /// - Throws: `Failure` where variables contradict each other, or are no numbers.
  func place(count: Int?) throws -> Place? {
    let task = try task()
    let arrays = [
      try slurmArray(), try one("JOB_COMPLETION_INDEX", from: 0), try one("PARALLEL_SEQ", from: 1),
    ]
    .compactMap(\.self)
    guard arrays.count <= 1 else {
      throw Failure(
        .usage,
        "--shard auto: both \(arrays[0].name) and \(arrays[1].name) are set; write --shard K/N with the one that counts"
      )
    }
    guard let array = arrays.first else { return task }
    // A task that is alone in its job is told apart by the job.
    guard let task, let tasks = task.count, tasks > 1 else { return array }
    return Place(
      rank: array.rank * tasks + task.rank, count: array.count.map { $0 * tasks },
      name: "\(array.name) with \(task.name)")
  }

  /// The process among those that one launcher started: MPI's before Slurm's, which may have started MPI's.
  private func task() throws -> Place? {
    for (rank, count) in [
      ("OMPI_COMM_WORLD_RANK", "OMPI_COMM_WORLD_SIZE"), ("PMI_RANK", "PMI_SIZE"),
      // Unlike SLURM_NTASKS, this is set for what 'srun' starts, and not for the script that calls it.
      ("SLURM_PROCID", "SLURM_STEP_NUM_TASKS"),
    ] {
      guard let total = try number(count), let own = try number(rank) else { continue }
      return Place(rank: own, count: total, name: rank)
    }
    return nil
  }

  /// The element of an array job, counted from its first one.
  private func slurmArray() throws -> Place? {
    let name = "SLURM_ARRAY_TASK_ID"
    guard let index = try number(name) else { return nil }
    let first = try number("SLURM_ARRAY_TASK_MIN") ?? 0
    let step = max(1, try number("SLURM_ARRAY_TASK_STEP") ?? 1)
    let count = try number("SLURM_ARRAY_TASK_COUNT")
    let last = try number("SLURM_ARRAY_TASK_MAX")
    if let count, let last, (last - first) / step + 1 != count {
      throw Failure(
        .usage,
        "--shard auto: the array has gaps (\(count) elements from \(first) to \(last)); write --shard $\(name)/N"
      )
    }
    return Place(rank: (index - first) / step, count: count, name: name)
  }

  private func one(_ name: String, from first: Int) throws -> Place? {
    try number(name).map { Place(rank: $0 - first, count: nil, name: name) }
  }

  private func number(_ name: String) throws -> Int? {
    guard let text = value(name), !text.isEmpty else { return nil }
    guard let number = Int(text), (0...1_000_000_000).contains(number) else {
      throw Failure(
        .usage, "--shard auto: \(name) is '\(text)', which is no number of a process; write --shard K/N")
    }
    return number
  }
}
