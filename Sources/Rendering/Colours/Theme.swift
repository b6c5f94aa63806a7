/// The colours of everything but the data.
package enum Theme: String, CaseIterable, Hashable, Sendable {
  case light
  case dark

  package var background: Colour { Colour(hex: self == .light ? 0xFFFFFF : 0x15171C) }
  /// Titles, labels, axes and markers' outlines.
  package var ink: Colour { Colour(hex: self == .light ? 0x1A1C21 : 0xE8EAEE) }
  /// The caption.
  package var softInk: Colour { Colour(hex: self == .light ? 0x545863 : 0xA6ABB8) }
  /// Guide lines.
  package var faint: Colour { Colour(hex: self == .light ? 0xDCDEE4 : 0x353943) }
  /// Where there are no data.
  package var missing: Colour { Colour(hex: self == .light ? 0xF1F2F5 : 0x22252C) }
  /// The hatching over it.
  package var hatching: Colour { Colour(hex: self == .light ? 0x9A9EA9 : 0x6A6F7C) }
  /// Colours of series, in order: told apart by readers with any colour vision, and with at least 3:1 contrast
  /// on the background.
  package var series: [Colour] {
    let words: [UInt32] =
      self == .light
      ? [0x0B5FA5, 0xB34A00, 0x3C9F90, 0x5E0F4A, 0xA080C8]
      : [0x6CB6F5, 0xF5A462, 0x2FA38C, 0xFBE3F0, 0xB583D6]
    return words.map(Colour.init(hex:))
  }

  /// The first series of a plot.
  package var firstSeries: Colour { series[0] }
  /// The second series, which is dashed as well.
  package var secondSeries: Colour { series[1] }
}
