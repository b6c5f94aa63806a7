import Storage
import Surfaces
import Testing

@testable import Rendering

/// What pictures say of surfaces whose losses are estimated.
@Suite struct EstimatedSurfaceWordsTests {
  /// A bowl whose point at (0, −0.5) is estimated `gap` below the trained one.
  private func surface(gap: Double, error: Double) throws -> Surface {
    var surface = try SampleSurface.make(x: "-1:1:5", y: "-1:1:5") { x, y in
      x == 0 && y == -0.5 ? 1 - gap : 1 + x * x + y * y
    }
    surface.set(Surface.FieldName.lossError, surface.loss.map { $0 < 1 ? error : $0 == 1 ? 0 : 0.1 })
    surface.provenance.samples = 60_000
    surface.provenance.population = 60_000
    surface.provenance.estimation = EstimationRecord(target: 0.01)
    surface.provenance.estimation?.result = EstimationRecord.Result(
      phases: [.init(samples: 60_000, points: 1), .init(samples: 304, points: 25)], evaluations: 67_296)
    surface.provenance.estimation?.result?.medianError = 0.0094
    return surface
  }

  private func words(_ surface: Surface) -> SurfaceWords {
    SurfaceWords(surface: surface, summary: SurfaceSummary(of: surface))
  }

  @Test func `the caption says that the mean is estimated, how well and from how much`() throws {
    let caption = words(try surface(gap: 0, error: 0.1)).samples
    #expect(caption.contains("over all 60,000"))
    #expect(caption.contains("estimated within ±\u{00A0}0.94\u{00A0}% (median standard error)"))
    #expect(caption.contains("from 304 evaluations a point"))
  }

  @Test func `the trained point has the loss over all samples, not that of the self-check's`() throws {
    let point = try #require(words(try surface(gap: 0, error: 0.1)).trainedPoint)
    #expect(point.hasPrefix("loss 1"))
    #expect(!point.contains("standard error"))
  }

  @Test func `a lowest point is marked only where its error does not explain it`() throws {
    #expect(SurfaceSummary(of: try surface(gap: 0.1, error: 0.06)).distinctLowest == nil)
    #expect(SurfaceSummary(of: try surface(gap: 0.1, error: 0.04)).distinctLowest != nil)
  }

  @Test func `each level has a band where errors are shown, and none elsewhere`() throws {
    let surface = try surface(gap: 0, error: 0.1)
    func fills(_ surface: Surface, _ shows: Bool) throws -> Int {
      let style = FigureStyle(showsUncertainty: shows)
      let scale = Scale(covering: surface.loss, kind: .linear, levels: [1.3, 1.8])
      let drawing = Drawing(
        SurfaceChart.contours(of: [surface], scale: scale, style: style), on: try Page())
      return drawing.calls.count { if case .fill = $0 { true } else { false } }
    }
    #expect(try fills(surface, true) == fills(surface, false) + 2)
    // Surfaces of other programs have no errors.
    let other = try SampleSurface.bowl()
    #expect(try fills(other, true) == fills(other, false))
  }
}
