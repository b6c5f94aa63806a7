import Foundation

/// A number that the reference computes with.
protocol ReferenceScalar {
  init(_ value: Double)
  /// The number without its tangent, for comparisons.
  var value: Double { get }
  static func + (a: Self, b: Self) -> Self
  static func - (a: Self, b: Self) -> Self
  static func * (a: Self, b: Self) -> Self
  static func / (a: Self, b: Self) -> Self
  func exponential() -> Self
  func logarithm() -> Self
  func squareRoot() -> Self
  func errorFunction() -> Self
  func sine() -> Self
  func cosine() -> Self
  func arcTangent() -> Self
}

extension ReferenceScalar {
  static func += (a: inout Self, b: Self) { a = a + b }
}

extension Double: ReferenceScalar {
  var value: Double { self }
  func exponential() -> Double { exp(self) }
  func logarithm() -> Double { log(self) }
  func errorFunction() -> Double { erf(self) }
  func sine() -> Double { sin(self) }
  func cosine() -> Double { cos(self) }
  func arcTangent() -> Double { atan(self) }
}

/// A number with its derivative along a direction; arithmetic carries both.
struct Dual: ReferenceScalar {
  let value: Double
  let tangent: Double

  init(_ value: Double) { self.init(value, 0) }

  init(_ value: Double, _ tangent: Double) {
    self.value = value
    self.tangent = tangent
  }

  static func + (a: Dual, b: Dual) -> Dual { Dual(a.value + b.value, a.tangent + b.tangent) }
  static func - (a: Dual, b: Dual) -> Dual { Dual(a.value - b.value, a.tangent - b.tangent) }
  static func * (a: Dual, b: Dual) -> Dual {
    Dual(a.value * b.value, a.tangent * b.value + a.value * b.tangent)
  }
  static func / (a: Dual, b: Dual) -> Dual {
    Dual(a.value / b.value, (a.tangent * b.value - a.value * b.tangent) / (b.value * b.value))
  }
  func exponential() -> Dual { Dual(exp(value), exp(value) * tangent) }
  func logarithm() -> Dual { Dual(log(value), tangent / value) }
  func errorFunction() -> Dual {
    Dual(erf(value), 2 / Double.pi.squareRoot() * exp(-value * value) * tangent)
  }
  func sine() -> Dual { Dual(sin(value), cos(value) * tangent) }
  func cosine() -> Dual { Dual(cos(value), -sin(value) * tangent) }
  func arcTangent() -> Dual { Dual(atan(value), tangent / (1 + value * value)) }
  func squareRoot() -> Dual { Dual(value.squareRoot(), tangent / (2 * value.squareRoot())) }
}
