import Networks

/// What a probe evaluates a network with.
package enum PrecisionChoice: String, CaseIterable, Codable, Hashable, Sendable {
  /// Single precision.
  case exact
  /// `bfloat16`: of an estimated map, with the correction that keeps its claimed error, and only where that saves time.
  case bfloat16 = "bf16"
  /// `bfloat16` as above where a map is estimated and the processor has it, single precision otherwise.
  case auto

  /// True when the processor can do what is asked for.
  package var isSupported: Bool { self != .bfloat16 || Precision.bfloat16.isSupported }

  /// Whether parts of an estimated map may be computed on `bfloat16`.
  var mayRound: Bool { self != .exact && Precision.bfloat16.isSupported }
}
