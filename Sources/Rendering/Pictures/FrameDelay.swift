/// How long an animation shows a frame, as the fraction of a second that APNG stores.
package struct FrameDelay: Hashable, Sendable {
  /// The seconds that a frame can be shown for.
  package static let limits = 0.001...600.0

  /// 1...65535.
  package let numerator: UInt16
  /// 1...65535.
  package let denominator: UInt16

  /// The last convergent of the delay's continued fraction that fits into 16 bits a side.
  ///
  /// Short fractions such as 1/30 or 3/25 come out exactly; the relative error of any other delay is below
  /// 2 / 65535.
  ///
  /// - Parameter seconds: 0.001...600. Browsers do not always keep to delays below 0.02.
  /// - Throws: `frameDelay`.
  package init(seconds: Double) throws(RenderingError) {
    guard Self.limits.contains(seconds) else { throw .frameDelay(seconds: seconds) }
    var (previous, current) = ((numerator: 0.0, denominator: 1.0), (numerator: 1.0, denominator: 0.0))
    var rest = seconds
    while true {
      let whole = rest.rounded(.down)
      let next = (
        numerator: whole * current.numerator + previous.numerator,
        denominator: whole * current.denominator + previous.denominator
      )
      guard next.numerator <= 65_535, next.denominator <= 65_535 else { break }
      (previous, current) = (current, next)
      guard rest > whole else { break }
      rest = 1 / (rest - whole)
    }
    numerator = UInt16(current.numerator)
    denominator = UInt16(current.denominator)
  }

  /// The delay as stored.
  package var seconds: Double { Double(numerator) / Double(denominator) }
}
