/// A sequence of colours for values.
///
/// The lightness `L*` of a sequential map rises strictly from start to end; that of the diverging one rises strictly to
/// the middle and falls strictly from there.
package enum ColourMap: String, CaseIterable, Hashable, Sendable {
  /// Smith & van der Walt 2015.
  case viridis
  /// Nuñez, Anderton & Renslow 2018, doi:10.1371/journal.pone.0199239: the same to readers with and without
  /// colour vision deficiency.
  case cividis
  /// Smith & van der Walt 2015.
  case magma
  /// For signed quantities: blue below zero, red above, white in the middle; even steps of lightness in OKLab
  /// (Ottosson 2020, bottosson.github.io/posts/oklab).
  case diverging

  /// Whether colours run from dark to light, rather than from dark through white to dark.
  package var isSequential: Bool { self != .diverging }

  /// 256 colours, three components each, those of the lowest values first.
  package var table: [Double] {
    switch self {
    case .viridis: Self.viridisTable
    case .cividis: Self.cividisTable
    case .magma: Self.magmaTable
    case .diverging: Self.divergingTable
    }
  }

  /// The colour at a position 0…1, interpolated between neighbouring entries.
  package subscript(position: Double) -> Colour {
    let table = self.table
    let place = min(1, max(0, position)) * 255
    let index = min(254, Int(place))
    let share = place - Double(index)
    let mix = { (c: Int) in table[3 * index + c] + (table[3 * index + 3 + c] - table[3 * index + c]) * share }
    return Colour(red: mix(0), green: mix(1), blue: mix(2))
  }

  /// One colour a band, from that of the lowest values on, spread evenly over the map.
  package func colours(count: Int) -> [Colour] {
    (0..<count).map { self[count == 1 ? 0.5 : Double($0) / Double(count - 1)] }
  }
}
