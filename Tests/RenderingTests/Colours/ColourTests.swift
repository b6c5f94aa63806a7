import Rendering
import Testing

@Suite struct ColourTests {
  @Test func `lightness and contrast of black, white and grey are the standard's`() {
    #expect(Colour.black.lightness == 0)
    #expect(abs(Colour.white.lightness - 100) < 1e-9)
    #expect(abs(Colour(hex: 0x777777).lightness - 50.034) < 1e-3)
    #expect(abs(Colour.white.contrast(with: .black) - 21) < 1e-9)
  }

  @Test(arguments: ColourMap.allCases)
  func `a line's shade contrasts with both bands beside it`(map: ColourMap) {
    for count in [2, 6, 14] {
      let colours = map.colours(count: count)
      for (a, b) in zip(colours, colours.dropFirst()) where a.contrast(with: b) < 1.5 {
        let line = a.mixed(with: b, 0.5).contrasting(with: [a, b], ratio: 3)
        #expect(line.contrast(with: a) >= 3 && line.contrast(with: b) >= 3)
      }
    }
  }

  @Test(arguments: Theme.allCases)
  func `everything that is read has contrast with its background`(theme: Theme) {
    #expect(theme.ink.contrast(with: theme.background) > 12)
    for colour in [theme.softInk, theme.firstSeries, theme.secondSeries] {
      #expect(colour.contrast(with: theme.background) > 4.5)
    }
  }
}
