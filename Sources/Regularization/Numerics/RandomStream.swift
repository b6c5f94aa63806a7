import Glibc

/// Random numbers for one purpose: xoshiro256** (Blackman & Vigna 2021, doi:10.1145/3460772).
///
/// A seed and a purpose name a stream of its own, so that results do not depend on which thread takes which part.
package struct RandomStream: Sendable {
  private var s0: UInt64
  private var s1: UInt64
  private var s2: UInt64
  private var s3: UInt64

  /// What the numbers are drawn for.
  ///
  /// A table and the first chunk of draws share a stream: no experiment uses both, and results since version 0.1 depend on
  /// the numbers of either.
  package enum Purpose: Hashable, Sendable {
    /// The numbers of a table, or of another example.
    case table
    /// One chunk of the draws of a corner experiment.
    case cornerDraws(chunk: Int)

    /// Multiplied by an odd number and mixed into the seed: each has a stream of its own.
    var index: UInt64 {
      switch self {
      case .table: 0
      case .cornerDraws(let chunk): UInt64(chunk)
      }
    }
  }

  /// The stream of a seed for one purpose.
  package init(seed: UInt64, for purpose: Purpose) {
    // SplitMix64 (Steele, Lea & Flood 2014, doi:10.1145/2660193.2660195) spreads both over the state.
    func mixed(_ state: inout UInt64) -> UInt64 {
      state &+= 0x9E37_79B9_7F4A_7C15
      var z = state
      z = (z ^ z >> 30) &* 0xBF58_476D_1CE4_E5B9
      z = (z ^ z >> 27) &* 0x94D0_49BB_1331_11EB
      return z ^ z >> 31
    }
    var state = seed
    state = mixed(&state) ^ purpose.index &* 0xD1B5_4A32_D192_ED03
    (s0, s1, s2, s3) = (mixed(&state), mixed(&state), mixed(&state), mixed(&state) | 1)
  }

  /// 64 uniformly distributed bits.
  package mutating func next() -> UInt64 {
    let product = s1 &* 5
    let result = (product << 7 | product >> 57) &* 9
    let t = s1 << 17
    s2 ^= s0
    s3 ^= s1
    s1 ^= s2
    s0 ^= s3
    s2 ^= t
    s3 = s3 << 45 | s3 >> 19
    return result
  }

  /// Uniform on [low, high).
  package mutating func uniform(_ low: Double, _ high: Double) -> Double {
    low + (high - low) * (Double(next() >> 11) * 0x1p-53)
  }

  /// Standard normal, by Box & Muller's transform (1958).
  package mutating func normal() -> Double {
    let radius = (-2 * log(1 - uniform(0, 1))).squareRoot()
    return radius * cos(2 * .pi * uniform(0, 1))
  }
}
