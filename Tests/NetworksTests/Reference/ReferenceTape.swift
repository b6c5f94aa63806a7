/// Scalars that remember how they were computed, so that a result can be differentiated by all of them at once.
///
/// The derivative of an operation of the reference comes from its definition alone.
final class ReferenceTape<Base: ReferenceScalar> {
  private var parents: [(Int, Int)] = []
  private var slopes: [(Base, Base)] = []

  /// A number to differentiate by.
  func variable(_ base: Base) -> Taped<Base> { record(base, (-1, Base(0)), (-1, Base(0))) }

  fileprivate func record(_ base: Base, _ first: (Int, Base), _ second: (Int, Base)) -> Taped<Base> {
    parents.append((first.0, second.0))
    slopes.append((first.1, second.1))
    return Taped(base, index: parents.count - 1, tape: self)
  }

  /// The derivatives of `Σ barₖ yₖ` by all numbers on the tape, by index.
  func gradient(of values: [Taped<Base>], _ bars: [Base]) -> [Base] {
    var result = Array(repeating: Base(0), count: parents.count)
    for (value, bar) in zip(values, bars) where value.index >= 0 { result[value.index] += bar }
    for index in parents.indices.reversed() {
      let (a, b) = parents[index]
      if a >= 0 { result[a] += slopes[index].0 * result[index] }
      if b >= 0 { result[b] += slopes[index].1 * result[index] }
    }
    return result
  }
}

/// A number on a tape, or a constant.
struct Taped<Base: ReferenceScalar>: ReferenceScalar {
  let base: Base
  /// Place on the tape; −1 for a constant.
  let index: Int
  private let tape: ReferenceTape<Base>?

  init(_ value: Double) { self.init(Base(value), index: -1, tape: nil) }

  fileprivate init(_ base: Base, index: Int, tape: ReferenceTape<Base>?) {
    self.base = base
    self.index = index
    self.tape = tape
  }

  var value: Double { base.value }

  private static func combine(_ base: Base, _ a: Taped, _ da: Base, _ b: Taped, _ db: Base) -> Taped {
    guard let tape = a.tape ?? b.tape else { return Taped(base, index: -1, tape: nil) }
    return tape.record(base, (a.index, da), (b.index, db))
  }

  private func function(_ base: Base, _ slope: Base) -> Taped {
    Self.combine(base, self, slope, Taped(0), Base(0))
  }

  static func + (a: Taped, b: Taped) -> Taped { combine(a.base + b.base, a, Base(1), b, Base(1)) }
  static func - (a: Taped, b: Taped) -> Taped { combine(a.base - b.base, a, Base(1), b, Base(-1)) }
  static func * (a: Taped, b: Taped) -> Taped { combine(a.base * b.base, a, b.base, b, a.base) }
  static func / (a: Taped, b: Taped) -> Taped {
    combine(a.base / b.base, a, Base(1) / b.base, b, Base(-1) * a.base / (b.base * b.base))
  }
  func exponential() -> Taped { function(base.exponential(), base.exponential()) }
  func logarithm() -> Taped { function(base.logarithm(), Base(1) / base) }
  func squareRoot() -> Taped { function(base.squareRoot(), Base(0.5) / base.squareRoot()) }
  func sine() -> Taped { function(base.sine(), base.cosine()) }
  func cosine() -> Taped { function(base.cosine(), Base(0) - base.sine()) }
  func arcTangent() -> Taped { function(base.arcTangent(), Base(1) / (Base(1) + base * base)) }
  func errorFunction() -> Taped {
    let density = (Base(-1) * base * base).exponential()
    return function(base.errorFunction(), Base(2 / Double.pi.squareRoot()) * density)
  }
}
