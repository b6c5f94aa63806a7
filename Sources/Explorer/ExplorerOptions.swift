import Rendering
import Surfaces

/// What a page of surfaces shows at first; all but title and levels can be changed in it.
package struct ExplorerOptions: Hashable, Sendable {
  /// Colours of everything but the data.
  package enum Theme: String, CaseIterable, Hashable, Sendable {
    /// What the reader's system prefers.
    case system
    case light
    case dark
  }

  /// Language of labels and buttons.
  package enum Language: String, CaseIterable, Hashable, Sendable {
    case english = "en"
    case korean = "ko"
  }

  package var theme = Theme.system
  package var language = Language.english
  package var map = ColourMap.viridis
  /// Heading in place of the one written from the data.
  package var title: String?
  /// Whether contour lines and surfaces are smoothed between grid points.
  package var isSmooth = true
  /// Whether contours are bands as wide as two standard errors of the loss to either side.
  package var showsUncertainty = false
  package var kind = Scale.Kind.automatic
  /// Loss above which all is drawn alike; nil for none.
  package var clip: Double?
  /// Levels in place of round ones.
  package var levels: [Double]?
  /// Name and version of the program.
  package var program: String

  /// The defaults.
  package init(program: String) { self.program = program }

  /// The scale that surfaces have at first.
  func scale(of surfaces: [Surface]) -> Scale {
    ExplorerScales.Values(of: surfaces).scale(kind: kind, clip: clip, levels: levels, count: 12)
  }
}
