import Glibc

extension ColourMap {
  /// The 256 colours of the diverging map: lightness falls evenly from the middle to both ends, the hue is blue on
  /// one side and red on the other, and the chroma grows from none.
  static let divergingTable: [Double] = (0..<256).flatMap { index in
    let signed = Double(index) / 127.5 - 1
    let reach = abs(signed)
    let chroma = 0.165 * sin(.pi / 2 * pow(reach, 0.75)) * (1 - 0.25 * reach)
    return OKLab.components(
      lightness: 0.97 - 0.6 * reach, chroma: chroma, hue: (signed < 0 ? 255 : 35) * .pi / 180)
  }
}

/// Björn Ottosson's perceptual colour space (2020, bottosson.github.io/posts/oklab).
private enum OKLab {
  /// Red, green and blue in sRGB, 0…1; what lies a hair outside is cut.
  static func components(lightness: Double, chroma: Double, hue: Double) -> [Double] {
    let (a, b) = (chroma * cos(hue), chroma * sin(hue))
    let cube = { (x: Double) in x * x * x }
    let l = cube(lightness + 0.3963377774 * a + 0.2158037573 * b)
    let m = cube(lightness - 0.1055613458 * a - 0.0638541728 * b)
    let s = cube(lightness - 0.0894841775 * a - 1.2914855480 * b)
    return [
      4.0767416621 * l - 3.3077115913 * m + 0.2309699292 * s,
      -1.2684380046 * l + 2.6097574011 * m - 0.3413193965 * s,
      -0.0041960863 * l - 0.7034186147 * m + 1.7076147010 * s,
    ].map { linear in
      let cut = min(1, max(0, linear))
      return cut <= 0.0031308 ? 12.92 * cut : 1.055 * pow(cut, 1 / 2.4) - 0.055
    }
  }
}
