import Rendering

/// A page full of pixels that nothing predicts.
struct NoiseFigure: Figure {
  var seed: Int
  let title = "Noise"
  let description = "Noise."
  let notes: [PictureNote] = []
  let numbers = Numbers.record([:])

  func plan(on page: Page, with typesetter: Typesetter) -> any FigurePlan {
    var state = UInt32(seed + 1)
    let pixels = (0..<page.pixelWidth * page.pixelHeight).map { _ -> UInt32 in
      // Numerical Recipes' generator (second edition, section 7.1).
      state = state &* 1_664_525 &+ 1_013_904_223
      return 0xff00_0000 | state >> 8
    }
    return Plan(
      raster: Raster(width: page.pixelWidth, height: page.pixelHeight, pixels: pixels),
      area: Rect(x: 0, y: 0, width: page.width, height: page.height))
  }

  private struct Plan: FigurePlan {
    let raster: Raster
    let area: Rect

    func draw(on canvas: any Canvas) { canvas.draw(raster, in: area, isSmooth: false) }
  }
}
