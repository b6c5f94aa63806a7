/// The colours of a scene in linear light, and where on the colour scale they belong.
struct ScenePalette: Sendable {
  /// Colours at even steps of the colour scale from 0 to 1.
  let ramp: [SIMD4<Float>]
  /// One colour a band; empty when colouring is continuous.
  let bands: [SIMD4<Float>]
  /// The levels' positions on the colour scale, increasing.
  let levels: [Float]
  /// One a level: a shade of the bands beside it that shows on both.
  let lines: [SIMD4<Float>]
  let lid: SIMD4<Float>
  let lidHatching: SIMD4<Float>

  static let steps = 2048

  init(
    _ scale: Scale, _ map: ColourMap, _ heights: SceneHeights, _ colouring: SceneOptions.Colouring,
    _ theme: Theme
  ) {
    let colours = map.colours(count: scale.bandCount)
    let positions = scale.levels.map(heights.position(of:))
    levels = positions.map { Float(max(-1e6, min(1e6, $0))) }
    lines = zip(colours, colours.dropFirst()).map { below, above in
      LinearLight.vector(below.mixed(with: above, 0.5).contrasting(with: [below, above], ratio: 2.4))
    }
    bands = colouring == .bands ? colours.map(LinearLight.vector) : []
    let middles = Self.middles(of: positions)
    ramp = (0...Self.steps).map { step in
      let position = Double(step) / Double(Self.steps)
      return LinearLight.vector(map[Self.place(position, middles)])
    }
    lid = LinearLight.vector(theme.missing.mixed(with: theme.hatching, 0.16))
    lidHatching = LinearLight.vector(theme.hatching)
  }

  /// The middle of each band; the outer ones end where the scale does.
  private static func middles(of levels: [Double]) -> [Double] {
    let bounds = [min(0, levels.first ?? 0)] + levels + [max(1, levels.last ?? 1)]
    return zip(bounds, bounds.dropFirst()).map { ($0 + $1) / 2 }
  }

  /// Position in the colour map that belongs to a position on the scale.
  private static func place(_ position: Double, _ middles: [Double]) -> Double {
    guard middles.count > 1 else { return 0.5 }
    let above = middles.firstIndex { $0 > position } ?? middles.count
    if above == 0 { return 0 }
    if above == middles.count { return 1 }
    let share = (position - middles[above - 1]) / (middles[above] - middles[above - 1])
    return (Double(above - 1) + share) / Double(middles.count - 1)
  }
}
