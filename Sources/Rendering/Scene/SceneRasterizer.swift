import Dispatch

/// Turns triangles and lines into an image, strip by strip, so that the samples stay in the processor's
/// cache.
struct SceneRasterizer {
  let width: Int
  let height: Int
  let shader: SceneShader
  /// Each line's identifier is that of one of the shader's flat colours.
  let strokes: [ScreenStroke]

  private static let pixelsPerStrip = 1 << 14

  /// What samples of a line are told by: below `SampleStrip.nothing`, where no triangle's index is.
  static func identifier(ofColour index: Int) -> Int32 { SampleStrip.nothing - 1 - Int32(index) }

  /// Draws the image, transparent where nothing is seen.
  ///
  /// Strips are independent of each other and drawn side by side: the image does not depend on how many at a time.
  func draw() -> Raster {
    let rowsPerStrip = min(height, max(4, Self.pixelsPerStrip / width))
    let strips = (height + rowsPerStrip - 1) / rowsPerStrip
    let triangles = bins(strips, rowsPerStrip)
    let light = LinearLight()
    var raster = Raster(width: width, height: height)
    raster.pixels.withUnsafeMutableBufferPointer { pixels in
      // Each strip has rows of its own.
      nonisolated(unsafe) let pixels = pixels
      DispatchQueue.concurrentPerform(iterations: strips) { strip in
        let rows = strip * rowsPerStrip..<min(height, (strip + 1) * rowsPerStrip)
        var samples = SampleStrip(width: width, rows: rows)
        samples.fill(triangles[strip], of: shader.mesh)
        samples.fill(
          strokes.lazy.filter { stroke in
            max(stroke.start.y, stroke.end.y) + stroke.halfWidth + 1 >= Double(rows.lowerBound)
              && min(stroke.start.y, stroke.end.y) - stroke.halfWidth - 1 <= Double(rows.upperBound)
          })
        resolve(samples, light, into: pixels)
      }
    }
    return raster
  }

  /// For each strip the triangles that reach into it, in their order.
  private func bins(_ strips: Int, _ rowsPerStrip: Int) -> [[Int32]] {
    var bins = [[Int32]](repeating: [], count: strips)
    let vertices = shader.mesh.vertices
    for (index, triangle) in shader.mesh.triangles.enumerated() {
      let (a, b, c) = (
        vertices[Int(triangle.x)].position.y, vertices[Int(triangle.y)].position.y,
        vertices[Int(triangle.z)].position.y
      )
      let (top, bottom) = (min(a, b, c), max(a, b, c))
      guard bottom >= 0, top < Double(height) else { continue }
      let first = max(0, Int(top)) / rowsPerStrip
      let last = min(height - 1, Int(min(bottom, Double(height)))) / rowsPerStrip
      for strip in first...last { bins[strip].append(Int32(index)) }
    }
    return bins
  }

  /// Averages the samples of each pixel in linear light.
  ///
  /// Where all eight belong to one smooth piece of surface the colour of the one nearest to the pixel's
  /// centre stands for all, since lines and borders of bands on the surface are softened by the shader.
  /// Elsewhere each sample is shaded.
  private func resolve(
    _ samples: SampleStrip, _ light: LinearLight, into pixels: UnsafeMutableBufferPointer<UInt32>
  ) {
    for y in samples.rows {
      for x in 0..<width {
        let seen = samples.identifiers(x: x, y: y)
        let (least, greatest) = (seen.min(), seen.max())
        if greatest == SampleStrip.nothing && least == greatest { continue }
        let centre = SIMD2(Double(x) + 0.5, Double(y) + 0.5)
        let colour: SIMD4<Float>
        var count = SampleStrip.samples
        if least >= 0, least == greatest || isSmooth(seen, samples.nearness(x: x, y: y)) {
          let nearest = SIMD2(Double(SampleStrip.offsetX[0]), Double(SampleStrip.offsetY[0]))
          colour = shader.colour(of: Int(seen[0]), at: centre + nearest)
          pixels[y * width + x] = light.word(of: colour * Float(count), count: count)
          continue
        }
        var sum = SIMD4<Float>()
        count = 0
        for sample in 0..<SampleStrip.samples where seen[sample] != SampleStrip.nothing {
          let identifier = Int(seen[sample])
          let offset = SIMD2(
            Double(SampleStrip.offsetX[sample]), Double(SampleStrip.offsetY[sample]))
          sum +=
            identifier >= 0
            ? shader.colour(of: identifier, at: centre + offset)
            : shader.flat[Int(SampleStrip.nothing) - 1 - identifier]
          count += 1
        }
        pixels[y * width + x] = light.word(of: sum, count: count)
      }
    }
  }

  /// Whether a pixel's samples belong to few triangles of one material without a step in depth between them.
  private func isSmooth(_ seen: SIMD8<Int32>, _ nearness: SIMD8<Float>) -> Bool {
    let first = Int(seen[0])
    let material = shader.materials[first]
    var others = 0
    for sample in 1..<SampleStrip.samples where seen[sample] != seen[0] {
      if shader.materials[Int(seen[sample])] != material { return false }
      if seen[sample] != seen[sample - 1] { others += 1 }
    }
    if others > 4 { return false }
    let triangle = shader.mesh.triangles[first]
    let (a, b, c) = (
      shader.mesh.vertices[Int(triangle.x)], shader.mesh.vertices[Int(triangle.y)],
      shader.mesh.vertices[Int(triangle.z)]
    )
    let (ab, ac) = (b.position - a.position, c.position - a.position)
    let area = ab.x * ac.y - ab.y * ac.x
    let (dab, dac) = (b.nearness - a.nearness, c.nearness - a.nearness)
    let gradient = SIMD2(dab * ac.y - dac * ab.y, dac * ab.x - dab * ac.x) / area
    let expected = abs(gradient.x) + abs(gradient.y)
    return Double(nearness.max() - nearness.min()) <= 1.5 * expected + 1e-6
  }
}
