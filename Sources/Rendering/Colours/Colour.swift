import Glibc

/// A colour in sRGB, components 0…1.
package struct Colour: Hashable, Sendable {
  package let red: Double
  package let green: Double
  package let blue: Double
  /// Opacity: 0 is invisible, 1 covers what lies below.
  package let alpha: Double

  /// A colour from its components, opaque by default.
  package init(red: Double, green: Double, blue: Double, alpha: Double = 1) {
    self.red = red
    self.green = green
    self.blue = blue
    self.alpha = alpha
  }

  /// An opaque colour from 0xRRGGBB.
  package init(hex: UInt32) {
    self.init(
      red: Double(hex >> 16 & 255) / 255, green: Double(hex >> 8 & 255) / 255, blue: Double(hex & 255) / 255)
  }

  package static let black = Colour(hex: 0x000000)
  package static let white = Colour(hex: 0xFFFFFF)

  /// This colour for 0, the other for 1, mixed component by component.
  package func mixed(with other: Colour, _ share: Double) -> Colour {
    let mix = { (a: Double, b: Double) in a + (b - a) * share }
    return Colour(
      red: mix(red, other.red), green: mix(green, other.green), blue: mix(blue, other.blue),
      alpha: mix(alpha, other.alpha))
  }

  /// This colour with another opacity.
  package func withAlpha(_ alpha: Double) -> Colour {
    Colour(red: red, green: green, blue: blue, alpha: alpha)
  }

  /// Relative luminance `Y`, 0…1 (IEC 61966-2-1; WCAG 2.1).
  package var luminance: Double {
    let linear = { (c: Double) in c <= 0.04045 ? c / 12.92 : pow((c + 0.055) / 1.055, 2.4) }
    return 0.2126 * linear(red) + 0.7152 * linear(green) + 0.0722 * linear(blue)
  }

  /// CIELAB lightness `L*`, 0…100, for a white point with `Y` = 1.
  package var lightness: Double {
    let y = luminance
    return y > 216.0 / 24389 ? 116 * cbrt(y) - 16 : y * 24389 / 27
  }

  /// Contrast ratio, 1…21 (WCAG 2.1).
  package func contrast(with other: Colour) -> Double {
    let (a, b) = (luminance + 0.05, other.luminance + 0.05)
    return max(a, b) / min(a, b)
  }

  /// A shade with at least the given contrast to each of some colours, no stronger than that takes.
  ///
  /// Mixes `self` towards black or white, whichever is reached earlier; when neither suffices for all, takes
  /// the one of the two with the greater least contrast.
  package func contrasting(with colours: [Colour], ratio: Double) -> Colour {
    let least = { (colour: Colour) in colours.map { colour.contrast(with: $0) }.min() ?? .infinity }
    for step in 0...20 {
      for end in [Colour.black, .white] {
        let shade = mixed(with: end, Double(step) / 20)
        if least(shade) >= ratio { return shade }
      }
    }
    return least(.black) >= least(.white) ? .black : .white
  }
}
