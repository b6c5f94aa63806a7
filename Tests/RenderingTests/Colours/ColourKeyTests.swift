import Rendering
import Testing

@Suite struct ColourKeyTests {
  private let scale = Scale(covering: [1, 100], kind: .logarithmic, levels: [2, 8, 32])

  @Test func `a banded key has one colour between two levels`() {
    let key = ColourKey(scale: scale, map: .viridis, name: "loss")
    let colours = key.colours
    #expect(colours.count == 4)
    for (value, band) in [(0.1, 0), (1.99, 0), (2, 1), (7.9, 1), (8, 2), (32, 3), (1e9, 3), (.infinity, 3)] {
      #expect(key.colour(of: value) == colours[band])
    }
  }

  @Test func `a continuous key meets each band's colour in the band's middle`() {
    let key = ColourKey(scale: scale, map: .viridis, name: "loss", isContinuous: true)
    let colours = key.colours
    // Middles of the bands on a log scale, where levels are a factor of four apart.
    for (value, band) in [(1.0, 0), (4, 1), (16, 2), (64, 3)] {
      #expect(key.colour(of: value).contrast(with: colours[band]) < 1 + 1e-9)
    }
    #expect(key.colour(of: 8).contrast(with: colours[1].mixed(with: colours[2], 0.5)) < 1 + 1e-9)
    #expect(key.colour(of: 0.001).contrast(with: colours[0]) < 1 + 1e-9)
    #expect(key.colour(of: 1e6).contrast(with: colours[3]) < 1 + 1e-9)
  }

  @Test func `without a level the key names the value`() {
    #expect(ColourKey(scale: Scale(covering: [2.5]), map: .magma, name: "").labels == ["2.5"])
    #expect(ColourKey(scale: Scale(covering: [.nan]), map: .magma, name: "").labels.isEmpty)
  }
}
