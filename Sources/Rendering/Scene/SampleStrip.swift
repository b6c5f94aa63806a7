/// Some rows of an image with eight samples a pixel, each with what is seen there and how near it is.
///
/// The samples lie like eight rooks on a chess board, no two in the same row or column, so that edges near
/// the horizontal and vertical get eight shades too. The inner loops work through unsafe pointers, since
/// they are most of a picture's time; every access is inside the strip by the clamping just before it.
package struct SampleStrip {
  /// Samples a pixel.
  package static let samples = 8
  /// Identifier of samples where nothing is seen.
  package static let nothing: Int32 = -1

  /// Sample positions to the right of the pixel's centre, in pixels.
  package static let offsetX = SIMD8<Float>(1, -1, 5, -3, -5, -7, 3, 7) / 16
  /// See `offsetX`; downwards.
  package static let offsetY = SIMD8<Float>(-3, 3, 1, -5, 5, -1, 7, -7) / 16

  package let width: Int
  package let rows: Range<Int>
  /// `[rows × width]`.
  private(set) var identifiers: [SIMD8<Int32>]
  private(set) var nearness: [SIMD8<Float>]

  /// A strip in which nothing is seen.
  package init(width: Int, rows: Range<Int>) {
    self.width = width
    self.rows = rows
    identifiers = Array(repeating: SIMD8(repeating: Self.nothing), count: width * rows.count)
    nearness = Array(repeating: SIMD8(repeating: -.infinity), count: width * rows.count)
  }

  /// What is seen at a pixel's samples.
  package func identifiers(x: Int, y: Int) -> SIMD8<Int32> { identifiers[(y - rows.lowerBound) * width + x] }

  /// How near it is.
  package func nearness(x: Int, y: Int) -> SIMD8<Float> { nearness[(y - rows.lowerBound) * width + x] }

  /// Draws some triangles of a mesh; their indices become the samples' identifiers.
  package mutating func fill(_ indices: some Sequence<Int32>, of mesh: ScreenMesh) {
    let (width, rows) = (width, rows)
    identifiers.withUnsafeMutableBufferPointer { identifiers in
      nearness.withUnsafeMutableBufferPointer { nearness in
        mesh.vertices.withUnsafeBufferPointer { vertices in
          mesh.triangles.withUnsafeBufferPointer { triangles in
            let target = Target(identifiers: identifiers, nearness: nearness, width: width, rows: rows)
            for index in indices {
              let triangle = triangles[Int(index)]
              target.fill(
                vertices[Int(triangle.x)], vertices[Int(triangle.y)], vertices[Int(triangle.z)], index)
            }
          }
        }
      }
    }
  }

  /// Draws lines, each over the ones before where they are equally near.
  package mutating func fill(_ strokes: some Sequence<ScreenStroke>) {
    let (width, rows) = (width, rows)
    identifiers.withUnsafeMutableBufferPointer { identifiers in
      nearness.withUnsafeMutableBufferPointer { nearness in
        let target = Target(identifiers: identifiers, nearness: nearness, width: width, rows: rows)
        for stroke in strokes { target.fill(stroke) }
      }
    }
  }

  /// The strip's memory while it is drawn on.
  private struct Target {
    let identifiers: UnsafeMutableBufferPointer<SIMD8<Int32>>
    let nearness: UnsafeMutableBufferPointer<SIMD8<Float>>
    let width: Int
    let rows: Range<Int>

    /// The pixels that may have samples in a box.
    @inline(__always)
    func pixels(from low: SIMD2<Double>, to high: SIMD2<Double>) -> (x: Range<Int>, y: Range<Int>)? {
      let left = max(0, Int(max(-1, low.x).rounded(.down)))
      let right = min(width, Int(min(Double(width), high.x).rounded(.down)) + 1)
      let top = max(rows.lowerBound, Int(max(-1, low.y).rounded(.down)))
      let bottom = min(rows.upperBound, Int(min(Double(rows.upperBound), high.y).rounded(.down)) + 1)
      return left < right && top < bottom ? (left..<right, top..<bottom) : nil
    }

    @inline(__always)
    func fill(_ a: ScreenMesh.Vertex, _ b: ScreenMesh.Vertex, _ c: ScreenMesh.Vertex, _ identifier: Int32) {
      let low = pointwiseMin(pointwiseMin(a.position, b.position), c.position)
      let high = pointwiseMax(pointwiseMax(a.position, b.position), c.position)
      guard let pixels = pixels(from: low, to: high) else { return }
      let (ab, ac) = (b.position - a.position, c.position - a.position)
      let area = ab.x * ac.y - ab.y * ac.x
      guard area != 0, area.isFinite else { return }
      let sides = (
        SampleEdge(a.position, b.position, isForward: area > 0),
        SampleEdge(b.position, c.position, isForward: area > 0),
        SampleEdge(c.position, a.position, isForward: area > 0)
      )
      let (dab, dac) = (b.nearness - a.nearness, c.nearness - a.nearness)
      let gradient = SIMD2(dab * ac.y - dac * ab.y, dac * ab.x - dab * ac.x) / area
      let spread =
        Float(gradient.x) * SampleStrip.offsetX + Float(gradient.y) * SampleStrip.offsetY
      let least = SIMD8(repeating: Float(min(a.nearness, b.nearness, c.nearness)))
      let greatest = SIMD8(repeating: Float(max(a.nearness, b.nearness, c.nearness)))
      for y in pixels.y {
        let line = (y - rows.lowerBound) * width
        var columns = pixels.x
        if columns.count > 6 {
          var ends = (first: Double(columns.lowerBound), last: Double(columns.upperBound - 1))
          sides.0.narrow(&ends, row: y)
          sides.1.narrow(&ends, row: y)
          sides.2.narrow(&ends, row: y)
          guard ends.first <= ends.last else { continue }
          columns = Int(ends.first.rounded(.up))..<Int(ends.last.rounded(.down)) + 1
        }
        for x in columns {
          let centre = SIMD2(Double(x) + 0.5, Double(y) + 0.5)
          let isInside =
            sides.0.isInside(around: centre) .& sides.1.isInside(around: centre)
            .& sides.2.isInside(around: centre)
          guard any(isInside) else { continue }
          let middle = Float(a.nearness + gradient.dot(centre - a.position))
          // Slivers have steep planes; clamped they stay between their corners.
          let here = (middle + spread).clamped(least, greatest)
          set(line + x, here, isInside, identifier)
        }
      }
    }

    @inline(__always)
    func fill(_ stroke: ScreenStroke) {
      let border = SIMD2(repeating: stroke.halfWidth + 0.5)
      guard
        let pixels = pixels(
          from: pointwiseMin(stroke.start, stroke.end) - border,
          to: pointwiseMax(stroke.start, stroke.end) + border)
      else { return }
      let along = stroke.end - stroke.start
      let square = along.dot(along)
      let (dx, dy) = (Float(along.x), Float(along.y))
      let inverse = square > 0 ? Float(1 / square) : 0
      let limit = SIMD8(repeating: Float(stroke.halfWidth * stroke.halfWidth))
      let reach = SIMD8(repeating: Float(stroke.reach))
      let rise = Float(stroke.endNearness - stroke.startNearness)
      let (slopeX, slopeY) = (Float(stroke.slope.x), Float(stroke.slope.y))
      let zero = SIMD8<Float>(repeating: 0)
      let one = SIMD8<Float>(repeating: 1)
      for y in pixels.y {
        let line = (y - rows.lowerBound) * width
        for x in pixels.x {
          let px = Float(Double(x) + 0.5 - stroke.start.x) + SampleStrip.offsetX
          let py = Float(Double(y) + 0.5 - stroke.start.y) + SampleStrip.offsetY
          let share = ((px * dx + py * dy) * inverse).clamped(zero, one)
          let (fromX, fromY) = (px - share * dx, py - share * dy)
          let isInside = (fromX * fromX + fromY * fromY) .<= limit
          guard any(isInside) else { continue }
          let here = Float(stroke.startNearness) + share * rise + fromX * slopeX + fromY * slopeY
          let isNear = (here - nearness[line + x]) .<= reach
          set(line + x, here, isInside .& isNear, stroke.identifier)
        }
      }
    }

    @inline(__always)
    private func set(
      _ pixel: Int, _ here: SIMD8<Float>, _ isInside: SIMDMask<SIMD8<Int32>>, _ identifier: Int32
    ) {
      let before = nearness[pixel]
      let isSeen = isInside .& (here .> before)
      nearness[pixel] = before.replacing(with: here, where: isSeen)
      identifiers[pixel] = identifiers[pixel].replacing(with: identifier, where: isSeen)
    }
  }
}

extension SIMD8<Float> {
  /// What `clamped(lowerBound:upperBound:)` does, but in vector instructions.
  @inline(__always)
  fileprivate func clamped(_ least: Self, _ greatest: Self) -> Self {
    let raised = replacing(with: least, where: self .< least)
    return raised.replacing(with: greatest, where: raised .> greatest)
  }
}
