/// The choices that concern how a figure looks, not what it shows.
package struct FigureStyle: Hashable, Sendable {
  /// Colours of everything but the data.
  package var theme: Theme
  /// Colours of the data.
  package var map: ColourMap
  /// Heading in place of the one written from the data.
  package var title: String?

  /// Whether contour lines are smoothed between grid points, see ``ContourGrid/refined(by:)``.
  package var isSmooth: Bool
  /// Whether contours are bands as wide as two standard errors of the loss to either side, where these are known.
  package var showsUncertainty: Bool

  /// Light, viridis, smooth, and titled from the data by default.
  package init(
    theme: Theme = .light, map: ColourMap = .viridis, title: String? = nil, isSmooth: Bool = true,
    showsUncertainty: Bool = false
  ) {
    self.showsUncertainty = showsUncertainty
    self.theme = theme
    self.map = map
    self.title = title
    self.isSmooth = isSmooth
  }

  // Sizes in points on a page 8 inches wide; the least is 8 pixels high when that is shown 600 pixels wide.
  static let titleSize = 13.0
  static let headingSize = 10.5
  static let labelSize = 10.5
  static let tickSize = 9.5
  static let legendSize = 9.0
  static let contourLabelSize = 8.5
  static let captionSize = 8.2
  /// Between the picture's border and its contents.
  static let margin = 14.0
  /// Length of a tick mark.
  static let tickLength = 3.5
}
