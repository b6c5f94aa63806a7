/// One part of a chart with a frame of its own: a plot, a scene, a grid of images.
package protocol Panel: Sendable {
  /// Heading above the frame; empty for none.
  var heading: String { get }

  /// Width over height of the frame; nil when any shape will do.
  var aspect: Double? { get }

  /// What is drawn, as numbers.
  var numbers: Numbers { get }

  /// Room that ticks and names take around a frame of about a size.
  /// - Parameters:
  ///   - width: of the frame, in points.
  ///   - height: of the frame, in points.
  ///   - setting: where the panel is drawn.
  func margins(width: Double, height: Double, in setting: PanelSetting) -> Margins

  /// Decides where everything in the panel goes.
  /// - Parameters:
  ///   - frame: the panel's frame, its margins outside of it.
  ///   - bounds: what names may extend over: the frame and its margins.
  ///   - setting: where the panel is drawn.
  func plan(in frame: Rect, bounds: Rect, setting: PanelSetting) -> any FigurePlan
}

/// What a panel must know of the picture that it is a part of.
package struct PanelSetting {
  /// Colours of everything but the data.
  package let theme: Theme
  /// Measures texts.
  package let typesetter: Typesetter
  /// Pixels of the finished picture for each point of the layout.
  package let pixelsPerPoint: Double
  /// Whether the vertical axis' labels and name are shown; false where the panel to the left shows them.
  package var showsLeftLabels = true
  /// Whether the horizontal axis' labels and name are shown; false where the panel below shows them.
  package var showsBottomLabels = true

  package init(theme: Theme, typesetter: Typesetter, pixelsPerPoint: Double) {
    self.theme = theme
    self.typesetter = typesetter
    self.pixelsPerPoint = pixelsPerPoint
  }
}

/// Room around a frame, in points.
package struct Margins: Hashable, Sendable {
  package var top: Double
  package var left: Double
  package var bottom: Double
  package var right: Double

  package init(top: Double = 0, left: Double = 0, bottom: Double = 0, right: Double = 0) {
    self.top = top
    self.left = left
    self.bottom = bottom
    self.right = right
  }

  /// The larger of each side.
  package func union(_ other: Margins) -> Margins {
    Margins(
      top: max(top, other.top), left: max(left, other.left), bottom: max(bottom, other.bottom),
      right: max(right, other.right))
  }
}
