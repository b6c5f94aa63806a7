import ArgumentParser
import Rendering

extension Theme: ExpressibleByArgument {}
extension ColourMap: ExpressibleByArgument {}

/// How a picture looks.
struct PictureOptions: ParsableArguments {
  /// Names of the scales as people say them.
  enum ScaleName: String, CaseIterable, ExpressibleByArgument {
    case automatic
    case linear
    case log

    var kind: Scale.Kind {
      switch self {
      case .automatic: .automatic
      case .linear: .linear
      case .log: .logarithmic
      }
    }
  }

  @Option(help: "Spacing of the levels: automatic, linear or log.")
  var scale = ScaleName.automatic

  @Option(help: ArgumentHelp("Levels to draw, separated by commas. (default: round ones)", valueName: "list"))
  var levels: String?

  @Option(help: "Colours: viridis, cividis or magma.")
  var map = ColourMap.viridis

  @Option(help: "light or dark.")
  var theme = Theme.light

  @Option(help: "Title. (default: the model and its data)")
  var title: String?

  @Option(help: "Width in pixels.")
  var width = 1600

  @Option(help: "Height in pixels.")
  var height = 1200

  @Option(help: "Pixels an inch. (default: so that the picture is 8 inches wide or 6 inches high)")
  var dpi: Double?

  /// The levels, if any were given.
  func chosenLevels() throws -> [Double]? {
    guard let levels else { return nil }
    return try levels.split(separator: ",", omittingEmptySubsequences: false).map { text in
      guard let level = Double(text), level.isFinite else {
        throw Failure(.usage, "--levels '\(text)': not a number; write e.g. 0.1,0.2,0.5")
      }
      return level
    }
  }

  var style: FigureStyle { FigureStyle(theme: theme, map: map, title: title) }
}
