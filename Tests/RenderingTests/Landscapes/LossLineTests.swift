import Rendering
import Surfaces
import Testing

@Suite struct LossLineTests {
  @Test func `loss and accuracy have an axis each`() throws {
    let surface = try SampleSurface.make(y: nil) { x, _ in 0.3 + x * x }
    let strings = Drawing(SurfaceChart.lines(of: [surface]), on: try Page()).strings
    for wanted in [
      "cross-entropy loss", "accuracy (%)", "100", "loss", "accuracy", "$α$ (along the direction)",
    ] {
      #expect(strings.contains(wanted), "\(wanted) is missing")
    }
  }

  @Test func `without accuracies there is one axis`() throws {
    var surface = try SampleSurface.make(y: nil) { x, _ in 0.3 + x * x }
    surface.accuracy = surface.accuracy.map { _ in .nan }
    #expect(!Drawing(SurfaceChart.lines(of: [surface]), on: try Page()).strings.contains("accuracy (%)"))
  }

  @Test func `a line is interrupted where there is no value`() throws {
    let surface = try SampleSurface.make(y: nil) { x, _ in x == 0.4 ? .nan : 0.3 + x * x }
    let calls = Drawing(SurfaceChart.lines(of: [surface]), on: try Page()).calls
    let series = calls.compactMap { call in
      if case .stroke(let path, let stroke) = call, stroke.width == 1.8 { path } else { nil }
    }
    // The legend's sample and the series.
    #expect(series.count == 2)
    #expect(series[1].parts.count == 2)
    #expect(series[1].points.count == 10)
  }

  @Test func `several lines share one plot of losses and one of accuracies`() throws {
    let lines = try [0.3, 1].map { depth in
      var surface = try SampleSurface.make(y: nil) { x, _ in depth + x * x }
      surface.provenance.model = "model-\(depth)"
      return surface
    }
    let strings = Drawing(SurfaceChart.lines(of: lines), on: try Page()).strings
    for wanted in ["cross-entropy loss", "accuracy (%)", "model-0.3", "model-1.0", "trained point"] {
      #expect(strings.contains(wanted), "\(wanted) is missing")
    }
    #expect(strings.filter { $0 == "$α$ (along the direction)" }.count == 1)
  }

  @Test func `the chart of a line is a line plot and that of a plane a map`() throws {
    let line = SurfaceChart.suitable(for: try SampleSurface.make(y: nil) { x, _ in x })
    #expect(line.description.hasPrefix("Line plot"))
    #expect(SurfaceChart.suitable(for: try SampleSurface.bowl()).description.hasPrefix("Contour map"))
  }
}
