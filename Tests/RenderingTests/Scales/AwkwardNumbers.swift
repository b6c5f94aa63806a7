/// Numbers near the limits of what there are, and others of any size, drawn from a seed.
struct AwkwardNumbers {
  private var state: UInt64

  init(seed: UInt64) { state = seed &* 0x9e37_79b9_7f4a_7c15 | 1 }

  private static let corners: [Double] = [
    0, 1, 1 + .ulpOfOne, 0.1, 1e15, 1e16, 1e-280, 1e-290, 1e-300, 1e290, 1e300, 1e308, .leastNonzeroMagnitude,
    4 * .leastNonzeroMagnitude, .leastNormalMagnitude, .leastNormalMagnitude.nextDown,
    .greatestFiniteMagnitude,
    Double.greatestFiniteMagnitude.nextDown,
  ]

  mutating func bits() -> UInt64 {
    state ^= state << 13
    state ^= state >> 7
    state ^= state << 17
    return state
  }

  /// A finite number of any sign and size.
  mutating func finite() -> Double {
    switch bits() % 4 {
    case 0, 1:
      let number = Self.corners[Int(bits() % UInt64(Self.corners.count))]
      return bits() % 2 == 0 ? number : -number
    case 2:
      let number = Double(bitPattern: bits())
      return number.isFinite ? number : 3
    default: return Double(Int(bits() % 2001)) / 100 - 10
    }
  }

  /// A finite number above zero.
  mutating func positive() -> Double {
    let number = finite().magnitude
    return number > 0 ? number : .leastNonzeroMagnitude
  }

  /// Two finite numbers in order, at times next to each other or the same.
  mutating func range(positive isPositive: Bool = false) -> ClosedRange<Double> {
    let one = isPositive ? positive() : finite()
    switch bits() % 5 {
    case 0: return one...one
    case 1: return one...max(one, min(one.nextUp, .greatestFiniteMagnitude))
    default:
      let other = isPositive ? positive() : finite()
      return min(one, other)...max(one, other)
    }
  }

  /// Any number, also none.
  mutating func any() -> Double {
    switch bits() % 8 {
    case 0: .nan
    case 1: .infinity
    case 2: -.infinity
    default: finite()
    }
  }
}
