import ArgumentParser
import Glibc

/// A length of a picture's side: pixels, or inches or millimetres of paper.
enum Length: ExpressibleByArgument, Hashable {
  case pixels(Int)
  /// Inches.
  case paper(Double)

  init?(argument: String) {
    if let pixels = Int(argument) {
      self = .pixels(pixels)
      return
    }
    for (unit, inches) in [("mm", 1 / 25.4), ("cm", 1 / 2.54), ("in", 1)] where argument.hasSuffix(unit) {
      guard let number = Double(argument.dropLast(unit.count)), number.isFinite, number > 0 else {
        return nil
      }
      self = .paper(number * inches)
      return
    }
    return nil
  }

  var isPaper: Bool {
    if case .paper = self { true } else { false }
  }

  /// The length in pixels; what is too long for any picture as a number that is refused.
  func pixels(dpi: Double) -> Int {
    switch self {
    case .pixels(let count): count
    case .paper(let inches): Int(min(1e9, max(1, (inches * dpi).rounded())))
    }
  }
}
