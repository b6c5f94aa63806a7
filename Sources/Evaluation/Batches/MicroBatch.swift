import Data

/// A few samples that go through a network together.
package struct MicroBatch: Sendable {
  /// Indices of the samples.
  package let indices: ArraySlice<Int>
  /// One weight per sample, none of them 0 and all of one sign; nil where all are 1.
  package let weights: ArraySlice<Float>?

  /// Samples of weight 1.
  package init(_ indices: ArraySlice<Int>) { self.init(indices, weights: nil) }

  private init(_ indices: ArraySlice<Int>, weights: ArraySlice<Float>?) {
    self.indices = indices
    self.weights = weights
  }

  package var count: Int { indices.count }

  /// A set in batches of at most `size` samples, in the set's order.
  ///
  /// Samples of weight 0 are left out. Those of negative weight have batches of their own after the others: the weights of a
  /// batch must not cancel, since a network divides the batch's gradient by their sum.
  package static func division(of set: SampleSet, size: Int) -> [MicroBatch] {
    guard let weights = set.weights else { return division(of: set.indices[...], size: size) }
    let pairs = zip(set.indices, weights.map(Float.init))
    return [pairs.filter { $0.1 > 0 }, pairs.filter { $0.1 < 0 }].flatMap { pairs in
      stride(from: 0, to: pairs.count, by: size).map { start in
        let batch = pairs[start..<min(start + size, pairs.count)]
        return MicroBatch(batch.map(\.0)[...], weights: batch.map(\.1)[...])
      }
    }
  }

  /// Samples of weight 1 in batches of at most `size`, in their order.
  package static func division(of indices: ArraySlice<Int>, size: Int) -> [MicroBatch] {
    stride(from: indices.startIndex, to: indices.endIndex, by: size).map {
      MicroBatch(indices[$0..<min($0 + size, indices.endIndex)])
    }
  }
}
