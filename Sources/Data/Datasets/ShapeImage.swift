import Glibc
import Numerics

/// One image of the data set `shapes`: a figure on an uneven ground, crossed by a scratch, with noise on top.
struct ShapeImage {
  /// Pixels along each side.
  static let side = 28

  enum Figure: String, CaseIterable {
    case disc
    case ring
    case square
    case frame
    case triangle
    case plus
    case saltire
    case star
    case crescent
    case semicircle
  }

  private let figure: Figure
  private let noise: Double
  private let centre: SIMD2<Double>
  /// Half the figure's extent, in pixels.
  private let radius: Double
  /// Cosine and sine of the figure's angle.
  private let rotation: SIMD2<Double>
  /// Width over height of the figure.
  private let aspect: Double
  private let ground: Double
  private let slope: SIMD2<Double>
  private let contrast: Double
  private let scratchNormal: SIMD2<Double>
  private let scratchOffset: Double
  private var pixelNoise: SeededGenerator

  /// Draws everything about an image but its pixel noise.
  init(_ figure: Figure, noise: Double, _ generator: inout SeededGenerator) {
    func between(_ low: Double, _ high: Double) -> Double { low + (high - low) * generator.uniform() }
    self.figure = figure
    self.noise = noise
    let middle = Double(Self.side) / 2
    radius = between(5, 10)
    let reach = middle - radius - 1
    centre = SIMD2(middle + between(-reach, reach), middle + between(-reach, reach))
    let angle = between(-0.3, 0.3)
    rotation = SIMD2(cos(angle), sin(angle))
    aspect = between(0.8, 1.25)
    ground = between(0.1, 0.4)
    slope = SIMD2(between(-0.01, 0.01), between(-0.01, 0.01))
    contrast = between(0.25, 0.6)
    let direction = between(0, Double.pi)
    scratchNormal = SIMD2(cos(direction), sin(direction))
    scratchOffset = between(-middle, middle)
    pixelNoise = generator
  }

  /// Writes the pixels, `[row][column]`, 0…255.
  func render(into pixels: UnsafeMutableBufferPointer<UInt8>) {
    precondition(pixels.count == Self.side * Self.side, "room for \(pixels.count) pixels")
    var generator = pixelNoise
    let middle = Double(Self.side) / 2
    for row in 0..<Self.side {
      for column in 0..<Self.side {
        let pixel = SIMD2(Double(column) + 0.5, Double(row) + 0.5)
        let position = pixel - SIMD2(middle, middle)
        let scratch = abs((scratchNormal * position).sum() - scratchOffset) - 0.5
        let cover = max(coverage(distance(pixel)), coverage(scratch))
        var value = ground + (slope * position).sum() + contrast * cover
        value += noise * generator.bellShaped()
        pixels[row * Self.side + column] = UInt8((min(max(value, 0), 1) * 255).rounded())
      }
    }
  }

  /// How much of a pixel lies inside an edge that passes at this distance of its centre.
  private func coverage(_ distance: Double) -> Double { min(max(0.5 - distance, 0), 1) }

  /// Distance in pixels from the figure's edge, negative inside; exact along straight edges.
  private func distance(_ pixel: SIMD2<Double>) -> Double {
    let position = (pixel - centre) / radius
    let u = (rotation.x * position.x + rotation.y * position.y) / aspect.squareRoot()
    let v = (rotation.x * position.y - rotation.y * position.x) * aspect.squareRoot()
    return radius * figure.distance(u, v)
  }
}

extension ShapeImage.Figure {
  /// The figure as the set where this is negative, about the origin and within the unit circle or square; `v`
  /// points down.
  fileprivate func distance(_ u: Double, _ v: Double) -> Double {
    switch self {
    case .disc: return (u * u + v * v).squareRoot() - 0.9
    case .ring: return abs((u * u + v * v).squareRoot() - 0.7) - 0.2
    case .square: return max(abs(u), abs(v)) - 0.8
    case .frame: return abs(max(abs(u), abs(v)) - 0.65) - 0.18
    case .triangle: return max(0.866 * abs(u) - 0.5 * v, v) - 0.5
    case .plus: return Self.cross(u, v)
    case .saltire: return Self.cross((u + v) * 0.5.squareRoot(), (u - v) * 0.5.squareRoot())
    case .star: return Self.star(u, v)
    case .crescent:
      let inner = ((u - 0.45) * (u - 0.45) + v * v).squareRoot()
      return max((u * u + v * v).squareRoot() - 0.95, 0.75 - inner)
    case .semicircle:
      let w = v + 0.45
      return max((u * u + w * w).squareRoot() - 0.95, -w)
    }
  }

  private static func cross(_ u: Double, _ v: Double) -> Double {
    min(max(abs(u) - 0.28, abs(v) - 0.95), max(abs(v) - 0.28, abs(u) - 0.95))
  }

  /// A pentagram: the points that lie within at least four of five half planes.
  private static func star(_ u: Double, _ v: Double) -> Double {
    var largest = -Double.infinity
    var second = -Double.infinity
    for (x, y) in starNormals {
      let value = u * x + v * y
      if value > largest {
        (largest, second) = (value, largest)
      } else if value > second {
        second = value
      }
    }
    return second - 0.309
  }

  private static let starNormals = (0..<5).map { k in
    (sin(2 * Double.pi * Double(k) / 5), cos(2 * Double.pi * Double(k) / 5))
  }
}

extension SeededGenerator {
  /// Of mean 0, deviation 1 and bounded by ±4.9: the sum of eight uniform bytes, one draw instead of a logarithm,
  /// a sine and a cosine for every pixel.
  fileprivate mutating func bellShaped() -> Double {
    var bits = next()
    var sum = 0
    for _ in 0..<8 {
      sum += Int(bits & 0xff)
      bits >>= 8
    }
    return (Double(sum) - 1020) / 209.02153
  }
}
