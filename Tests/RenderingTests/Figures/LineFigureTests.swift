import Rendering
import Surfaces
import Testing

@Suite struct LineFigureTests {
  @Test func `loss and accuracy have an axis each`() throws {
    let surface = try SampleSurface.make(y: nil) { x, _ in 0.3 + x * x }
    let strings = Drawing(LineFigure(of: surface), on: try Page()).strings
    for wanted in [
      "cross-entropy loss", "accuracy (%)", "100", "loss", "accuracy", "α (along the direction)",
    ] {
      #expect(strings.contains(wanted), "\(wanted) is missing")
    }
  }

  @Test func `without accuracies there is one axis`() throws {
    var surface = try SampleSurface.make(y: nil) { x, _ in 0.3 + x * x }
    surface.accuracy = surface.accuracy.map { _ in .nan }
    #expect(!Drawing(LineFigure(of: surface), on: try Page()).strings.contains("accuracy (%)"))
  }

  @Test func `a line is interrupted where there is no value`() throws {
    let surface = try SampleSurface.make(y: nil) { x, _ in x == 0.4 ? .nan : 0.3 + x * x }
    let calls = Drawing(LineFigure(of: surface), on: try Page()).calls
    let series = calls.compactMap { call in
      if case .stroke(let path, let stroke) = call, stroke.width == 1.8 { path } else { nil }
    }
    // The legend's sample and the series.
    #expect(series.count == 2)
    #expect(series[1].parts.count == 2)
    #expect(series[1].points.count == 10)
  }

  @Test func `the figure of a line is a line plot and that of a plane a map`() throws {
    #expect(SurfaceFigure.make(of: try SampleSurface.make(y: nil) { x, _ in x }) is LineFigure)
    #expect(SurfaceFigure.make(of: try SampleSurface.bowl()) is ContourFigure)
  }
}
