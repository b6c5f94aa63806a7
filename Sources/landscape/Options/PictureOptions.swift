import ArgumentParser
import Rendering
import Surfaces

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

  /// One theme, or a picture in each.
  enum ThemeName: String, CaseIterable, ExpressibleByArgument {
    case light
    case dark
    case both

    /// The pictures to draw; of both, the dark one gets `-dark` before its ending.
    func paths(from path: String) -> [(theme: Theme, path: String)] {
      switch self {
      case .light: return [(.light, path)]
      case .dark: return [(.dark, path)]
      case .both:
        let stem = path.withoutExtension
        return [(.light, path), (.dark, "\(stem)-dark\(path.dropFirst(stem.count))")]
      }
    }
  }

  @Option(help: "Spacing of the levels: automatic, linear or log.")
  var scale = ScaleName.automatic

  @Option(help: ArgumentHelp("Levels to draw, separated by commas. (default: round ones)", valueName: "list"))
  var levels: String?

  @Option(help: ArgumentHelp("Loss above which all is drawn alike. (default: none)", valueName: "loss"))
  var clip: Double?

  @Option(help: "Colours: viridis, cividis, magma, or diverging for signed values.")
  var map = ColourMap.viridis

  @Option(help: "light, dark, or both: a second picture with -dark in its name.")
  var theme = ThemeName.light

  @Flag(help: "Straight contour lines inside each grid cell, without smoothing.")
  var straight = false

  @Option(help: "Title, with mathematics between dollar signs. (default: the model and its data)")
  var title: String?

  @Option(help: "Width in pixels. (default: 1600; 800 for animations)")
  var width: Int?

  @Option(help: "Height in pixels. (default: in proportion to the width)")
  var height: Int?

  @Option(help: "Pixels an inch. (default: so that the picture is 8 inches wide or 6 inches high)")
  var dpi: Double?

  /// The scale of some surfaces, which all their pictures share.
  func scale(of surfaces: [Surface]) throws -> Scale {
    let values = surfaces.lazy.flatMap(\.loss)
    guard let clip else { return Scale(covering: values, kind: scale.kind, levels: try chosenLevels()) }
    guard clip.isFinite else { throw Failure(.usage, "--clip \(clip): not a number; give a loss") }
    let kept = values.filter { $0 <= clip }
    guard !kept.isEmpty else {
      throw Failure(
        .usage, "--clip \(clip.formatted(significant: 3)): below every loss; choose a greater one")
    }
    return Scale(covering: Array(kept) + [clip], kind: scale.kind, levels: try chosenLevels())
  }

  /// The levels, if any were given.
  private func chosenLevels() throws -> [Double]? {
    guard let levels else { return nil }
    return try levels.split(separator: ",", omittingEmptySubsequences: false).map { text in
      guard let level = Double(text), level.isFinite else {
        throw Failure(.usage, "--levels '\(text)': not a number; write e.g. 0.1,0.2,0.5")
      }
      return level
    }
  }

  /// The page; what is not given is as usual, or in its proportion.
  func page(usual: (width: Int, height: Int)) throws -> Page {
    let aspect = Double(usual.width) / Double(usual.height)
    let scaled = { (length: Double) in Int(min(1e9, max(1, length)).rounded()) }
    let width = self.width ?? height.map { scaled(Double($0) * aspect) } ?? usual.width
    let height = self.height ?? self.width.map { scaled(Double($0) / aspect) } ?? usual.height
    do throws(RenderingError) { return try Page(width: width, height: height, dpi: dpi) } catch {
      throw Failure(error, path: "")
    }
  }

  func style(_ theme: Theme) -> FigureStyle {
    FigureStyle(theme: theme, map: map, title: title, isSmooth: !straight)
  }
}
