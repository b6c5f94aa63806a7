/// How pixels between those of an image are found, as Pillow names it.
package enum ImageFilter: String, CaseIterable, Codable, Hashable, Sendable {
  case bilinear
  /// Of Keys 1981 (10.1109/TASSP.1981.1163711) with a = −0.5.
  case bicubic

  /// The distance, in pixels, from which on the weight is 0.
  var support: Double {
    switch self {
    case .bilinear: 1
    case .bicubic: 2
    }
  }

  /// The weight of a pixel at a distance.
  func weight(_ distance: Double) -> Double {
    let x = distance.magnitude
    switch self {
    case .bilinear: return max(0, 1 - x)
    case .bicubic:
      let a = -0.5
      // In Pillow's order of operations, for the same last bits.
      if x < 1 { return ((a + 2) * x - (a + 3)) * x * x + 1 }
      return x < 2 ? (((x - 5) * x + 8) * x - 4) * a : 0
    }
  }
}
