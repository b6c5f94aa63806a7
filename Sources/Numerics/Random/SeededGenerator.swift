import Glibc

/// A seeded source of random numbers: xoshiro256** (Blackman & Vigna 2021, doi:10.1145/3460772).
///
/// The 256-bit state is filled by SplitMix64 from a seed and the indices of a purpose, so that, say, the augmentation of
/// one sample in one epoch has a stream of its own: work can be split or resumed anywhere without replaying what came
/// before. The same arguments give the same numbers on every machine, except that
/// `normal()` depends on the last bit of the platform's `log`, `sin` and `cos`.
package struct SeededGenerator: RandomNumberGenerator, Sendable {
  @usableFromInline var s0: UInt64
  @usableFromInline var s1: UInt64
  @usableFromInline var s2: UInt64
  @usableFromInline var s3: UInt64
  @usableFromInline var spare: Double?
  /// Whether the second number of a pair of normal draws is kept for the next call.
  @usableFromInline let keepsSpare: Bool

  /// The stream of a seed for one purpose.
  package init(seed: UInt64, for purpose: StreamPurpose) {
    var mixer = SplitMix64(state: seed)
    for (position, index) in purpose.indices.enumerated() {
      mixer.state = mixer.next() ^ (index &+ UInt64(position + 1) &* 0xD1B5_4A32_D192_ED03)
    }
    (s0, s1, s2, s3) = (mixer.next(), mixer.next(), mixer.next(), mixer.next())
    keepsSpare = !purpose.isOfRegularization
    // As version 0.1 made sure that not all words are zero; SplitMix64 gives four zeros with a probability of 2⁻²⁵⁶.
    if purpose.isOfRegularization { s3 |= 1 }
  }

  /// A generator that continues from a state of the published algorithm; not all four words may be zero.
  package init(state: (UInt64, UInt64, UInt64, UInt64)) {
    precondition(state.0 | state.1 | state.2 | state.3 != 0, "xoshiro256** has no all-zero state")
    (s0, s1, s2, s3) = state
    keepsSpare = true
  }

  /// 64 uniformly distributed bits.
  @inlinable
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

  /// Uniform on [0, 1), a multiple of 2⁻⁵³.
  @inlinable
  package mutating func uniform() -> Double {
    Double(next() >> 11) * 0x1p-53
  }

  /// Uniform on [low, high).
  @inlinable
  package mutating func uniform(_ low: Double, _ high: Double) -> Double {
    low + (high - low) * uniform()
  }

  /// Standard normal, by Box & Muller's transform (1958).
  ///
  /// The transform makes two numbers of two uniform ones. The second is the next normal draw, except for the purposes of
  /// regularization, which drop it.
  package mutating func normal() -> Double {
    if let spare {
      self.spare = nil
      return spare
    }
    let radius = (-2 * log(1 - uniform())).squareRoot()
    let angle = 2 * Double.pi * uniform()
    if keepsSpare { spare = radius * sin(angle) }
    return radius * cos(angle)
  }

  /// Uniform on `0..<bound`, without bias, for a `bound` of at least 1.
  ///
  /// The high half of a 64-bit draw times the bound; draws that would favour some values are repeated (Lemire 2019,
  /// doi:10.1145/3230636, algorithm 5). Ours and not the standard library's, whose method may change.
  package mutating func below(_ bound: Int) -> Int {
    precondition(bound > 0, "no number from 0 on lies below \(bound)")
    let bound = UInt64(bound)
    var product = next().multipliedFullWidth(by: bound)
    if product.low < bound {
      let repeated = (0 &- bound) % bound
      while product.low < repeated { product = next().multipliedFullWidth(by: bound) }
    }
    return Int(product.high)
  }

  /// The elements in random order, every order being equally likely: Fisher & Yates 1938, in place from the front.
  package mutating func shuffle<Element>(_ elements: inout [Element]) {
    for first in elements.indices.dropLast() {
      elements.swapAt(first, first + below(elements.count - first))
    }
  }

  /// The elements in random order; see `shuffle(_:)`.
  package mutating func shuffled<Element>(_ elements: some Collection<Element>) -> [Element] {
    var result = Array(elements)
    shuffle(&result)
    return result
  }
}

/// Steele, Lea & Flood's SplitMix64 (2014), used to spread a seed over a larger state.
private struct SplitMix64 {
  var state: UInt64

  mutating func next() -> UInt64 {
    state &+= 0x9E37_79B9_7F4A_7C15
    var z = state
    z = (z ^ z >> 30) &* 0xBF58_476D_1CE4_E5B9
    z = (z ^ z >> 27) &* 0x94D0_49BB_1331_11EB
    return z ^ z >> 31
  }
}
