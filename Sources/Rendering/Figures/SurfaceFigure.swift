import Surfaces

/// The figure that suits a surface: a contour map of a plane, a line plot of a line.
package enum SurfaceFigure {
  /// - Parameters:
  ///   - surface: what to show.
  ///   - scale: shared with other figures; by default the surface's own.
  ///   - style: how the figure looks.
  package static func make(
    of surface: Surface, scale: Scale? = nil, style: FigureStyle = FigureStyle()
  ) -> any Figure {
    surface.y == nil
      ? LineFigure(of: surface, scale: scale, style: style)
      : ContourFigure(of: surface, scale: scale, style: style)
  }
}
