import Networks
import Tensors

/// What a network answers to each sample of a set, and how far that is from what is to be predicted.
package struct SampleAnswers: Sendable {
  /// Over all samples.
  package var sums = LossSums()
  /// Of each sample in the set's order, whatever its weight.
  package var losses: [Double] = []
  /// `[samples] + extents`, row-major; empty where they were not asked for.
  package var outputs: [Float] = []
  /// Extents of the outputs of one sample, such as `[K]` or `[C, H, W]`.
  package let extents: [Int]
}

extension Graph {
  /// Extents of the outputs of one sample.
  package var outputExtents: [Int] {
    let shape = values[values.count - 1]
    if shape.isVector { return [shape.count] }
    return shape.extents[0] == 1 ? Array(shape.extents.dropFirst()) : shape.extents
  }
}

extension Objective {
  /// What a batch contributes.
  private struct Part: Sendable {
    let sums: LossSums
    let losses: [Double]
    let outputs: [Float]
  }

  /// Losses and outputs of each sample of the set; nil when asked to stop.
  ///
  /// All losses of a micro-batch are infinite where the network overflows on one of its samples.
  ///
  /// - Parameters:
  ///   - keepingOutputs: whether outputs are wanted.
  ///   - report: told how many more samples are done, on any thread.
  /// - Throws: `KernelError` when memory is short.
  package func answers(
    at parameters: [Float], keepingOutputs: Bool, stop: StopRequest = StopRequest(),
    report: @escaping @Sendable (Int) -> Void = { _ in }
  ) throws(KernelError) -> SampleAnswers? {
    precondition(definition.set.weights == nil, "answers to samples with weights")
    let graph = definition.graph
    let (positions, width) = graph.outputRows(for: definition.loss)
    let isTransposed = positions > 1 && graph.values[graph.values.count - 1].isImage
    let parts = try outcomes(of: lossBatches, at: parameters, stop: stop) { evaluator, sums in
      defer { report(sums.count) }
      let losses =
        sums.lossSum.isFinite
        ? Array(evaluator.losses.prefix(sums.count)) : Array(repeating: .infinity, count: sums.count)
      guard keepingOutputs else { return Part(sums: sums, losses: losses, outputs: []) }
      let outputs = Array(evaluator.outputs.prefix(sums.count * positions * width))
      return Part(
        sums: sums, losses: losses,
        outputs: isTransposed ? Self.channelsFirst(outputs, positions: positions, width: width) : outputs)
    }
    guard let parts else { return nil }
    return SampleAnswers(
      sums: total(parts.map(\.sums)), losses: parts.flatMap(\.losses), outputs: parts.flatMap(\.outputs),
      extents: graph.outputExtents)
  }

  /// `[n, P, K]` as `[n, K, P]`.
  private static func channelsFirst(_ rows: [Float], positions: Int, width: Int) -> [Float] {
    var result = rows
    let size = positions * width
    for start in stride(from: 0, to: rows.count, by: size) {
      for position in 0..<positions {
        for k in 0..<width { result[start + k * positions + position] = rows[start + position * width + k] }
      }
    }
    return result
  }
}
