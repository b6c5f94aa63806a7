import Surfaces

/// The figure that suits a surface: a contour map of a plane, a line plot of a line.
package enum SurfaceFigure {
  /// The figure of a surface, on its own scale or on one that other figures share.
  package static func make(
    of surface: Surface, scale: Scale? = nil, style: FigureStyle = FigureStyle()
  ) -> any Figure {
    surface.y == nil
      ? LineFigure(of: surface, scale: scale, style: style)
      : ContourFigure(of: surface, scale: scale, style: style)
  }
}
