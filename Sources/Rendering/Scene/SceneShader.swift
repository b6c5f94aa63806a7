/// The colours of a scene's samples, in linear light.
struct SceneShader: Sendable {
  let mesh: ScreenMesh
  /// One a triangle.
  let materials: [SceneMesh.Material]
  let palette: ScenePalette
  /// Colours of signs and lines.
  let flat: [SIMD4<Float>]
  /// Unit vector towards the light, in the box's coordinates.
  let light: SIMD3<Float>
  /// Half the width of the levels' lines in pixels; 0 for none.
  let lineHalfWidth: Float

  /// Least and greatest factor by which light changes a colour's sRGB components.
  static let shades: ClosedRange<Float> = 0.7...1.08

  /// A position on the colour scale and its change per pixel.
  private struct Reading {
    var value: Float
    var gradient: Float
    var normal: SIMD3<Float>
  }

  /// The colour of a triangle at a point of the image.
  @inline(__always)
  func colour(of triangle: Int, at point: SIMD2<Double>) -> SIMD4<Float> {
    switch materials[triangle] {
    case .flat(let index): return flat[index]
    case .surface:
      let reading = read(mesh.triangles[triangle], at: point)
      return surfaceColour(reading)
    case .lid:
      let reading = read(mesh.triangles[triangle], at: point)
      // A line at each integer; its edges are as soft as a pixel is wide.
      let distance = abs(reading.value - reading.value.rounded())
      let soft = max(reading.gradient, 1e-6)
      let share = min(1, max(0, (0.085 - distance) / soft + 0.5)) * min(1, 0.5 / soft)
      let colour = palette.lid + (palette.lidHatching - palette.lid) * share
      return shaded(colour, reading.normal)
    }
  }

  @inline(__always)
  private func surfaceColour(_ reading: Reading) -> SIMD4<Float> {
    let levels = palette.levels
    let place = min(max(reading.value, 0), 1) * Float(ScenePalette.steps)
    let step = min(Int(place), ScenePalette.steps - 1)
    var colour =
      palette.ramp[step] + (palette.ramp[step + 1] - palette.ramp[step]) * (place - Float(step))
    guard !levels.isEmpty else {
      return shaded(palette.bands.first ?? colour, reading.normal)
    }
    let above = firstLevel(above: reading.value)
    let perPixel = 1 / max(reading.gradient, 1e-9)
    let upward = above < levels.count ? (levels[above] - reading.value) * perPixel : .infinity
    let downward = above > 0 ? (reading.value - levels[above - 1]) * perPixel : .infinity
    if !palette.bands.isEmpty {
      colour = palette.bands[above]
      if upward < 0.5 {
        colour += (palette.bands[above + 1] - colour) * (0.5 - upward)
      } else if downward < 0.5 {
        colour += (palette.bands[above - 1] - colour) * (0.5 - downward)
      }
    }
    let nearest = min(upward, downward)
    if nearest < lineHalfWidth + 0.5 && lineHalfWidth > 0 {
      let level = upward < downward ? above : above - 1
      // Where lines are less than a few pixels apart they fade, or they would hide the colours.
      let spacing =
        upward < .infinity && downward < .infinity ? upward + downward : 20 * lineHalfWidth
      let fading = min(1, max(0, spacing / (4 * lineHalfWidth) - 0.5))
      colour += (palette.lines[level] - colour) * (min(1, lineHalfWidth + 0.5 - nearest) * fading * 0.85)
    }
    return shaded(colour, reading.normal)
  }

  @inline(__always)
  private func firstLevel(above value: Float) -> Int {
    var (low, high) = (0, palette.levels.count)
    while low < high {
      let middle = (low + high) / 2
      if palette.levels[middle] > value { high = middle } else { low = middle + 1 }
    }
    return low
  }

  /// A colour as the light lets it appear: all components times one factor, so that the hue stays.
  @inline(__always)
  private func shaded(_ colour: SIMD4<Float>, _ normal: SIMD3<Float>) -> SIMD4<Float> {
    let cosine = (normal * light).sum() / (normal * normal).sum().squareRoot()
    let lit = max(0, 0.3 + 0.7 * cosine)
    let factor = Self.shades.lowerBound + (Self.shades.upperBound - Self.shades.lowerBound) * lit
    // Nearly factor^2.2: what is even to the eye is a power in linear light.
    return colour * (factor * factor * (0.8 + 0.2 * factor))
  }

  /// What is at a point of a triangle; never beyond its corners.
  @inline(__always)
  private func read(_ triangle: SIMD3<Int32>, at point: SIMD2<Double>) -> Reading {
    let (a, b, c) = (
      mesh.vertices[Int(triangle.x)], mesh.vertices[Int(triangle.y)], mesh.vertices[Int(triangle.z)]
    )
    let ab = SIMD2<Float>(b.position - a.position)
    let ac = SIMD2<Float>(c.position - a.position)
    let ap = SIMD2<Float>(point - a.position)
    let area = ab.x * ac.y - ab.y * ac.x
    let inverse = area == 0 ? 0 : 1 / area
    // Gradients of the second and third barycentric coordinates.
    let (ux, uy) = (ac.y * inverse, -ac.x * inverse)
    let (vx, vy) = (-ab.y * inverse, ab.x * inverse)
    var u = ap.x * ux + ap.y * uy
    var v = ap.x * vx + ap.y * vy
    u = min(1, max(0, u))
    v = min(1 - u, max(0, v))
    let (weightA, weightB, weightC) = (
      (1 - u - v) * a.inverseDepth, u * b.inverseDepth, v * c.inverseDepth
    )
    let scale = 1 / (weightA + weightB + weightC)
    let value = (weightA * a.value + weightB * b.value + weightC * c.value) * scale
    // From here on relative to the value, which is then the quotient's only changing part.
    let (da, db, dc) = (
      (a.value - value) * a.inverseDepth, (b.value - value) * b.inverseDepth,
      (c.value - value) * c.inverseDepth
    )
    let gx = ((db - da) * ux + (dc - da) * vx) * scale
    let gy = ((db - da) * uy + (dc - da) * vy) * scale
    let normal = a.normal * weightA + b.normal * weightB + c.normal * weightC
    return Reading(
      value: value, gradient: (gx * gx + gy * gy).squareRoot(),
      // On the screen y points down: what runs counter-clockwise in space has a negative area.
      normal: area <= 0 ? normal : -normal)
  }
}
