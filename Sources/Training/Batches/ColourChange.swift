import Data
import Glibc
import Networks
import Numerics

/// Brightness, contrast, saturation and hue of normalized images, in this order; values stay within black and white.
///
/// Each is linear in the colours, so that it works on pixels from 0 to 1: `x = mean + deviation · normalized`. Grey is
/// `0.299 R + 0.587 G + 0.114 B` (ITU-R BT.601).
struct ColourChange {
  private let shape: SampleShape
  private let mean: [Float]
  private let deviation: [Float]

  /// Shares of the channels in grey.
  private static let greys: [Float] = [0.299, 0.587, 0.114]

  init(_ normalization: PixelNormalization, _ shape: SampleShape) {
    self.shape = shape
    mean = normalization.mean.map { Float($0) }
    deviation = normalization.deviation.map { Float($0) }
  }

  /// Changes one image, `[C][H][W]`, in place; draws a number for each change that is asked for.
  func apply(
    _ augmentation: Augmentation, to image: UnsafeMutablePointer<Float>, _ generator: inout SeededGenerator
  ) {
    func factor(_ strength: Double) -> Float { Float(1 + strength * (2 * generator.uniform() - 1)) }
    each(image) { value, channel in mean[channel] + deviation[channel] * value }
    if augmentation.brightness > 0 {
      let factor = factor(augmentation.brightness)
      each(image) { value, _ in min(max(factor * value, 0), 1) }
    }
    if augmentation.contrast > 0 {
      let factor = factor(augmentation.contrast)
      let centre = meanGrey(image)
      each(image) { value, _ in min(max(centre + factor * (value - centre), 0), 1) }
    }
    if augmentation.saturation > 0 { mix(image, saturation(factor(augmentation.saturation))) }
    if augmentation.hue > 0 { mix(image, rotation(augmentation.hue * (2 * generator.uniform() - 1))) }
    each(image) { value, channel in (value - mean[channel]) / deviation[channel] }
  }

  @inline(__always)
  private func each(_ image: UnsafeMutablePointer<Float>, _ change: (Float, Int) -> Float) {
    for channel in 0..<shape.channels {
      let pixels = image + channel * shape.area
      for i in 0..<shape.area { pixels[i] = change(pixels[i], channel) }
    }
  }

  private func meanGrey(_ image: UnsafeMutablePointer<Float>) -> Float {
    var sum: Float = 0
    for channel in 0..<shape.channels {
      let pixels = UnsafeBufferPointer(start: image + channel * shape.area, count: shape.area)
      var total: Float = 0
      for pixel in pixels { total += pixel }
      sum += (shape.channels == 3 ? Self.greys[channel] : 1 / Float(shape.channels)) * total
    }
    return sum / Float(shape.area)
  }

  /// `grey + s (x − grey)` as a matrix of the colours.
  private func saturation(_ s: Float) -> [SIMD3<Float>] {
    (0..<3).map { row in
      var weights = SIMD3(Self.greys[0], Self.greys[1], Self.greys[2]) * (1 - s)
      weights[row] += s
      return weights
    }
  }

  /// The rotation by a fraction of a full turn about the axis of greys in the cube of colours, as a matrix.
  ///
  /// `cos φ I + (1 − cos φ)/3 J + sin φ/√3 K` with the matrix `J` of ones and the cross product `K` with (1, 1, 1).
  private func rotation(_ fraction: Double) -> [SIMD3<Float>] {
    let (c, s) = (cos(2 * Double.pi * fraction), sin(2 * Double.pi * fraction))
    let (same, next, last) = (
      c + (1 - c) / 3, (1 - c) / 3 - s / 3.0.squareRoot(), (1 - c) / 3 + s / 3.0.squareRoot()
    )
    return [
      SIMD3(Float(same), Float(next), Float(last)), SIMD3(Float(last), Float(same), Float(next)),
      SIMD3(Float(next), Float(last), Float(same)),
    ]
  }

  private func mix(_ image: UnsafeMutablePointer<Float>, _ matrix: [SIMD3<Float>]) {
    let (red, green, blue) = (image, image + shape.area, image + 2 * shape.area)
    let (a, b, c) = (matrix[0], matrix[1], matrix[2])
    for p in 0..<shape.area {
      let (x, y, z) = (red[p], green[p], blue[p])
      red[p] = min(max(a.x * x + a.y * y + a.z * z, 0), 1)
      green[p] = min(max(b.x * x + b.y * y + b.z * z, 0), 1)
      blue[p] = min(max(c.x * x + c.y * y + c.z * z, 0), 1)
    }
  }
}
