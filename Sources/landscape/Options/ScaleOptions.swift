import ArgumentParser
import Rendering
import Surfaces

extension ColourMap: ExpressibleByArgument {}

/// How a surface's values become colours and lines.
struct ScaleOptions: ParsableArguments {
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

  @Option(help: ArgumentHelp("Loss above which all is drawn alike. (default: none)", valueName: "loss"))
  var clip: Double?

  @Option(help: "Colours: viridis, cividis, magma, or diverging for signed values. (default: viridis)")
  var map: ColourMap?

  @Flag(help: "Draw each contour as a band, two standard errors of the loss to either side.")
  var uncertainty = false

  @Flag(help: "Straight contour lines inside each grid cell, without smoothing.")
  var straight = false

  /// What says how planes are drawn, which lines have no use for.
  var planar: OptionUse {
    OptionUse([
      "levels": levels != nil, "map": map != nil, "straight": straight, "uncertainty": uncertainty,
    ])
  }

  /// Refuses bands of uncertainty where no contour map is drawn, or no loss has an error.
  func checkUncertainty(of surfaces: [Surface], inSpace: Bool) throws {
    guard uncertainty else { return }
    if inSpace { try OptionUse(["uncertainty": true]).refuse("for a 3-D surface, only for contour maps") }
    guard surfaces.contains(where: { $0.lossError?.contains { $0 > 0 } == true }) else {
      throw Failure(
        .usage, "--uncertainty: the losses have no errors, since all samples were evaluated at every point")
    }
  }

  /// The scale of some surfaces, which all their pictures share.
  func scale(of surfaces: [Surface]) throws -> Scale { try scale(of: surfaces.flatMap(\.loss)) }

  /// The scale of some values.
  func scale(of values: [Double]) throws -> Scale {
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

  func style(_ theme: Theme, title: String?) -> FigureStyle {
    FigureStyle(
      theme: theme, map: map ?? .viridis, title: title, isSmooth: !straight,
      showsUncertainty: uncertainty)
  }
}
