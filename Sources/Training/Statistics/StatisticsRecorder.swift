import Networks
import Numerics

/// Fills `BlockStatistics` while training.
struct StatisticsRecorder {
  private let recording: StatisticsRecording
  private let ranges: [Range<Int>]
  private(set) var statistics: BlockStatistics
  /// Of the step at hand: the parameters before it, and the norms of its gradient.
  private var before: [Float] = []
  private var gradients: [Double] = []

  /// A recorder that goes on after what has been recorded, if that is of the same kinds.
  init(_ recording: StatisticsRecording, _ layout: ParameterLayout, continuing previous: BlockStatistics?) {
    self.recording = recording
    ranges = layout.blocks.filter(\.role.isTrainable).map(\.range)
    let fresh = BlockStatistics(layout, recording.kinds)
    let isLike = previous.map { $0.values.keys == fresh.values.keys && $0.blocks == fresh.blocks } ?? false
    statistics = isLike ? previous ?? fresh : fresh
  }

  /// Notes what a step starts from; false when the step is not one that is recorded.
  mutating func begin(
    _ position: StepPosition, _ parameters: UnsafeBufferPointer<Float>, _ gradient: UnsafeBufferPointer<Float>
  ) -> Bool {
    guard position.isMoment(of: recording.perEpoch) else { return false }
    before = Array(parameters)
    gradients = ranges.map { VectorMath.norm(UnsafeBufferPointer(rebasing: gradient[$0])) }
    return true
  }

  /// Records the step that has led to the parameters.
  mutating func end(_ position: StepPosition, _ parameters: UnsafeBufferPointer<Float>) {
    let steps = zip(parameters, before).map { $0 - $1 }
    func norm(_ vector: [Float], _ range: Range<Int>) -> Double {
      vector.withUnsafeBufferPointer { VectorMath.norm(UnsafeBufferPointer(rebasing: $0[range])) }
    }
    statistics.append(
      epoch: position.end,
      zip(ranges, gradients).map { range, gradient in
        (gradient: gradient, weight: norm(before, range), step: norm(steps, range))
      })
  }
}
