import ArgumentParser
import Training

/// Which samples, with which random numbers, and what is kept along the way.
struct RunOptions: ParsableArguments {
  @Option(help: "Share of the training samples kept for validation.")
  var validation = 0.0
  @Option(help: "Largest number of training samples. (default: all)")
  var limit: Int?
  @Option(help: "Seed of initial parameters, order, augmentation and split.")
  var seed: UInt64 = 0
  @Option(
    help: "Threads inside the kernels; recorded, because it changes the last bits. (default: all processors)")
  var threads: Int?
  @Option(help: ArgumentHelp("Keep the parameters N times an epoch in a .trajectory file.", valueName: "N"))
  var snapshots: Int?
  @Option(help: ArgumentHelp("Keep them every N steps instead.", valueName: "N"))
  var snapshotSteps: Int?
  @Option(
    help: ArgumentHelp("Keep N of these moments at most, evenly spread. (default: all)", valueName: "N"))
  var snapshotLimit: Int?
  @Option(
    help: ArgumentHelp(
      """
      Keep numbers of each block of parameters in the checkpoint, separated by commas: \
      \(StatisticsRecording.Kind.allCases.map(\.rawValue).joined(separator: ", ")); or of what happens inside the \
      network: \(ActivationStatistics.Kind.allCases.map(\.rawValue).joined(separator: ", ")).
      """, valueName: "list"))
  var record: String?
  @Option(help: ArgumentHelp("Record so many times an epoch, last at its end.", valueName: "N"))
  var recordPerEpoch = 1

  /// Where and how often parameters are kept; nil for nowhere.
  func trajectory(beside path: String) throws -> Trainer.Snapshots? {
    let rhythm: Trainer.Snapshots.Rhythm
    switch (snapshots, snapshotSteps) {
    case (nil, nil):
      try OptionUse(["snapshot-limit": snapshotLimit != nil])
        .refuse("without --snapshots or --snapshot-steps", canBeSet: true)
      return nil
    case (let number?, nil):
      try Self.check(number, "snapshots")
      rhythm = .perEpoch(number)
    case (nil, let number?):
      guard number > 0 else { throw Failure(.usage, "--snapshot-steps \(number): give 1 or more") }
      rhythm = .everySteps(number)
    case (_?, _?):
      throw Failure(.usage, "--snapshots and --snapshot-steps: two rhythms; give one of them")
    }
    if let snapshotLimit, snapshotLimit < 2 {
      throw Failure(.usage, "--snapshot-limit \(snapshotLimit): give 2 or more, for the start and the end")
    }
    return Trainer.Snapshots(
      path: FileKind.trajectory.path(beside: path), rhythm: rhythm, limit: snapshotLimit)
  }

  /// What is recorded; nil for nothing.
  func recording() throws -> StatisticsRecording? {
    try Self.check(recordPerEpoch, "record-per-epoch")
    guard let record else {
      try OptionUse(["record-per-epoch": recordPerEpoch != 1]).refuse("without --record", canBeSet: true)
      return nil
    }
    let names =
      StatisticsRecording.Kind.allCases.map(\.rawValue) + ActivationStatistics.Kind.allCases.map(\.rawValue)
    var kinds: Set<StatisticsRecording.Kind> = []
    var observations: Set<ActivationStatistics.Kind> = []
    for name in record.split(separator: ",", omittingEmptySubsequences: false).map(String.init) {
      if let kind = StatisticsRecording.Kind(rawValue: name) {
        kinds.insert(kind)
      } else if let observation = ActivationStatistics.Kind(rawValue: name) {
        observations.insert(observation)
      } else {
        throw Failure(.usage, "--record: unknown '\(name)'; \(Suggestion.text(for: name, among: names))")
      }
    }
    return StatisticsRecording(kinds, observing: observations, perEpoch: recordPerEpoch)
  }

  private static func check(_ number: Int, _ name: String) throws {
    guard (1...10_000).contains(number) else {
      throw Failure(.usage, "--\(name) \(number): must be from 1 to 10,000 an epoch")
    }
  }
}
