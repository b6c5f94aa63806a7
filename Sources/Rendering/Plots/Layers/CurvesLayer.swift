/// Curves in the plane, such as level lines of a function that is known exactly.
package struct CurvesLayer: Layer {
  /// What a curve is drawn with.
  package enum Tone: Hashable, Sendable {
    case series(SeriesStyle)
    /// Thin and grey: what the eye should pass over.
    case soft
  }

  package let name: String
  package let curves: Curves
  package let tone: Tone

  /// Curves of one kind.
  package init(_ name: String, _ curves: Curves, tone: Tone) {
    self.name = name
    self.curves = curves
    self.tone = tone
  }

  package var extent: Extent { Extent() }

  package var numbers: Numbers {
    .record(["kind": .text("curves"), "name": .text(MathText.plain(name)), "curves": .curves(curves)])
  }

  /// How the curves are drawn in a theme.
  func stroke(in theme: Theme) -> Stroke {
    switch tone {
    case .series(let style): style.stroke(in: theme)
    case .soft: Stroke(theme.hatching, width: 0.8)
    }
  }

  /// What the legend says of the curves.
  package func legendEntry(in theme: Theme) -> Legend.Entry {
    Legend.Entry(.line(stroke(in: theme)), name)
  }

  package func plan(in area: PlotArea) -> any FigurePlan {
    LayerPlan(steps: [.stroke(area.path(curves), stroke(in: area.theme))])
  }
}
