import Tensors

/// What numbers the kernels of a plan for inference read and write.
package enum Precision: String, CaseIterable, Codable, Hashable, Sendable {
  /// `Float` throughout.
  case exact
  /// Values, and the weights of convolutions and dense layers, are rounded to `bfloat16`, which has 8 significant bits; products
  /// are added in `Float`. Biases and the network's outputs stay `Float`, the loss `Double`.
  ///
  /// About twice as fast where the processor has instructions for it; mean losses are off by some 10⁻³ of their size.
  case bfloat16 = "bf16"

  /// True when the processor has fast instructions for it, and the environment does not forbid them.
  package var isSupported: Bool { self == .exact || Device.supportsBFloat16 }

  /// - Throws: `KernelError.noBFloat16` where it is not supported.
  func check() throws(KernelError) {
    guard isSupported else { throw .noBFloat16(instructions: Device.isa) }
  }
}
