import Glibc

/// Random numbers of one chunk of an experiment: xoshiro256** (Blackman & Vigna 2021, doi:10.1145/3460772).
///
/// A seed and a chunk number name a stream of its own, so that results do not depend on which thread takes
/// which chunk.
package struct RandomStream: Sendable {
  private var s0: UInt64
  private var s1: UInt64
  private var s2: UInt64
  private var s3: UInt64

  /// The stream of that seed and chunk.
  package init(seed: UInt64, chunk: UInt64 = 0) {
    // SplitMix64 (Steele, Lea & Flood 2014, doi:10.1145/2660193.2660195) spreads both over the state.
    func mixed(_ state: inout UInt64) -> UInt64 {
      state &+= 0x9E37_79B9_7F4A_7C15
      var z = state
      z = (z ^ z >> 30) &* 0xBF58_476D_1CE4_E5B9
      z = (z ^ z >> 27) &* 0x94D0_49BB_1331_11EB
      return z ^ z >> 31
    }
    var state = seed
    state = mixed(&state) ^ chunk &* 0xD1B5_4A32_D192_ED03
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
