import Storage
import Training

/// The training of a network for a plate.
package struct PlateRun: Codable, Hashable, Sendable {
  /// What the run is called in messages and legends; runs that differ in nothing else are one.
  package let name: String
  package let training: TrainingConfiguration
  /// What is recorded along the way.
  package let records: [StatisticsRecording.Kind]
  /// What is recorded of the values inside the network; nil for nothing.
  package let observations: [ActivationStatistics.Kind]?
  /// How many times an epoch.
  package let recordsPerEpoch: Int
  /// How many times an epoch the parameters are kept; nil for never.
  package let snapshotsPerEpoch: Int?

  /// Threads inside the kernels, the same on every machine: they change the last bits.
  package static let kernelThreads = 1

  package init(
    _ name: String, _ training: TrainingConfiguration, records: [StatisticsRecording.Kind] = [],
    observing observations: [ActivationStatistics.Kind]? = nil, recordsPerEpoch: Int = 1,
    snapshotsPerEpoch: Int? = nil
  ) {
    self.name = name
    var training = training
    training.kernelThreads = Self.kernelThreads
    self.training = training
    self.records = records
    self.observations = observations
    self.recordsPerEpoch = recordsPerEpoch
    self.snapshotsPerEpoch = snapshotsPerEpoch
  }

  var recording: StatisticsRecording? {
    let observations = Set(observations ?? [])
    guard !records.isEmpty || !observations.isEmpty else { return nil }
    return StatisticsRecording(Set(records), observing: observations, perEpoch: recordsPerEpoch)
  }

  /// Digest of everything but the name.
  package var digest: Digest {
    Digest(
      of: JSONText.encode(
        PlateRun(
          "", training, records: records, observing: observations, recordsPerEpoch: recordsPerEpoch,
          snapshotsPerEpoch: snapshotsPerEpoch)
      ).utf8)
  }
}
