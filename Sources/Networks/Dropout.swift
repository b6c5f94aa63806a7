import Numerics

/// Numbers that are set to 0 at random in training: the outputs of units, or weights (DropConnect).
///
/// Srivastava et al. 2014, <https://jmlr.org/papers/v15/srivastava14a.html>. In inference nothing is dropped. Masks
/// belong to a pass: the same going forward and backward, for units other ones for each sample, for weights one for the
/// whole batch. They depend on seed and step (`DifferentiationPlan.setMasks`), the node, the sample's position in the batch
/// and the number's index in the sample alone.
package struct Dropout: Codable, Hashable, Sendable {
  /// Probability of being set to 0, from 0 up to but not including 1.
  package let rate: Double
  package let form: Form

  /// Where the expectation of training and inference are made to agree.
  package enum Form: String, CaseIterable, Codable, Hashable, Sendable {
    /// As published: kept numbers stay as they are in training, and inference multiplies all by the keep probability.
    case classic
    /// Training divides kept numbers by the keep probability, and inference does nothing.
    case inverted
  }

  package init(rate: Double, form: Form = .inverted) {
    self.rate = rate
    self.form = form
  }

  /// Probability of being kept.
  package var keep: Double { 1 - rate }

  /// What inference multiplies by.
  package var inferenceFactor: Float { form == .classic ? Float(keep) : 1 }

  /// What a kept number is multiplied by in training.
  package var keptFactor: Float { form == .inverted ? Float(1 / keep) : 1 }

  package var isWithinLimits: Bool { (0..<1).contains(rate) }

  /// Factors by which a pass in training multiplies one sample's numbers, in row-major order: 0 or `keptFactor`.
  ///
  /// - Parameters:
  ///   - node: index of the node in the graph.
  ///   - sample: position in the batch; nil for the mask of a layer's weights.
  package func mask(count: Int, seed: UInt64, step: UInt64, node: Int, sample: Int?) -> [Float] {
    var result = [Float](repeating: 0, count: count)
    result.withUnsafeMutableBufferPointer {
      fill($0, MaskStream(seed: seed, step: step).generator(node: node, sample: sample))
    }
    return result
  }

  /// Writes a mask; one draw of 64 bits serves two numbers.
  func fill(_ mask: UnsafeMutableBufferPointer<Float>, _ generator: SeededGenerator) {
    var generator = generator
    let dropped = UInt64((rate * 0x1p32).rounded())
    let kept = keptFactor
    for i in stride(from: 0, to: mask.count, by: 2) {
      let bits = generator.next()
      mask[i] = bits >> 32 < dropped ? 0 : kept
      if i + 1 < mask.count { mask[i + 1] = bits & 0xFFFF_FFFF < dropped ? 0 : kept }
    }
  }
}

/// Which masks a pass uses.
struct MaskStream {
  var seed: UInt64 = 0
  var step: UInt64 = 0

  func generator(node: Int, sample: Int?) -> SeededGenerator {
    guard let sample else {
      return SeededGenerator(seed: seed, for: .droppedWeights(step: step, node: node))
    }
    return SeededGenerator(seed: seed, for: .droppedUnits(step: step, node: node, sample: sample))
  }
}
