import Rendering
import Storage
import Surfaces

/// Everything that the page's scripts need but the values themselves.
struct ExplorerDescription: Encodable {
  /// A plane.
  struct Plane: Encodable {
    let name: String
    let x: Line
    let y: Line
    /// Fields whose values stand in the page.
    let fields: [String]
    /// Whether (0, 0) lies inside.
    let showsTrainedPoint: Bool
    let trainedLoss: Double?
    /// α and β of the lowest grid point, where it is marked.
    let lowest: [Double]?
    let landmarks: [Landmark]
  }

  /// An axis.
  struct Line: Encodable {
    let name: String
    let lower: Double
    let upper: Double
    let count: Int
  }

  /// Colours as `#rrggbb`.
  struct ThemeColours: Encodable {
    let background: String
    let ink: String
    let softInk: String
    let faint: String
    let missing: String
    let hatching: String
    let path: String
  }

  /// What is chosen at first.
  struct Start: Encodable {
    let logarithmic: Bool
    let clip: Double?
    let count: Int
    let map: String
    let theme: String
    let language: String
    let smooth: Bool
    let bands: Bool
  }

  /// Version of what pages hold.
  let version = 1
  let title: String
  let lossName: String
  let planes: [Plane]
  let start: Start
  let scales: [ExplorerScales.Choice]
  let clips: [Double]
  /// 256 colours of each map, `rrggbb` one after another.
  let maps: [String: String]
  let themes: [String: ThemeColours]
  /// Each language's texts by their names.
  let texts: [String: [String: String]]

  init(of surfaces: [Surface], chart: SurfaceChart, options: ExplorerOptions) {
    let scales = ExplorerScales(of: surfaces, options: options)
    title = chart.plainTitle
    lossName = chart.lossName
    planes = zip(surfaces, chart.facts).map(Self.plane)
    self.scales = scales.choices
    clips = scales.clips
    start = Start(
      logarithmic: options.scale(of: surfaces).isLogarithmic, clip: options.clip,
      count: options.levels == nil ? 12 : 0, map: options.map.rawValue, theme: options.theme.rawValue,
      language: options.language.rawValue, smooth: options.isSmooth, bands: options.showsUncertainty)
    maps = Dictionary(
      uniqueKeysWithValues: ColourMap.allCases.map { map in
        (map.rawValue, map.colours(count: 256).map(\.hexadecimal).joined())
      })
    themes = Dictionary(
      uniqueKeysWithValues: Theme.allCases.map { ($0.rawValue, Self.colours($0)) })
    texts = Dictionary(
      uniqueKeysWithValues: ExplorerOptions.Language.allCases.map { language in
        (
          language.rawValue,
          Dictionary(uniqueKeysWithValues: ExplorerText.allCases.map { ($0.rawValue, $0.text(language)) })
        )
      })
  }

  var json: String { JSONText.encode(self) }

  /// The fields that the page shows: those that programs know, where some value is known.
  static func fields(of surface: Surface) -> [String] {
    typealias Name = Surface.FieldName
    return [Name.loss, Name.accuracy, Name.lossError, Name.accuracyError, Name.samples].filter { name in
      name == Name.loss || surface[name]?.contains { !$0.isNaN } ?? false
    }
  }

  private static func plane(_ surface: Surface, _ facts: SurfaceFacts) -> Plane {
    let lines = zip(surface.grid.axes, facts.axisNames).map {
      Line(name: $1, lower: $0.lower, upper: $0.upper, count: $0.count)
    }
    return Plane(
      name: facts.name, x: lines[0], y: lines[1], fields: fields(of: surface),
      showsTrainedPoint: facts.showsTrainedPoint, trainedLoss: facts.trainedLoss,
      lowest: facts.marksLowest ? facts.lowest.map { [$0.place.x, $0.place.y] } : nil,
      landmarks: surface.landmarks)
  }

  private static func colours(_ theme: Theme) -> ThemeColours {
    ThemeColours(
      background: "#" + theme.background.hexadecimal, ink: "#" + theme.ink.hexadecimal,
      softInk: "#" + theme.softInk.hexadecimal, faint: "#" + theme.faint.hexadecimal,
      missing: "#" + theme.missing.hexadecimal, hatching: "#" + theme.hatching.hexadecimal,
      path: "#" + theme.secondSeries.hexadecimal)
  }
}

extension Colour {
  /// `rrggbb`.
  fileprivate var hexadecimal: String {
    [red, green, blue].map { component in
      let byte = UInt8((min(1, max(0, component)) * 255).rounded())
      return (byte < 16 ? "0" : "") + String(byte, radix: 16)
    }.joined()
  }
}
