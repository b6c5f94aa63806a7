import Glibc
import Numerics

/// One axis of a resized image: which pixels make a pixel, and their weights.
struct ResampledAxis {
  private let resize: Resize
  private let from: Int
  private let to: Int
  /// Pixels that are made for one that is read.
  private let scale: Double

  init(_ resize: Resize, from: Int, to: Int, scale: Double?) {
    self.resize = resize
    self.from = from
    self.to = to
    self.scale = scale ?? Double(to) / Double(from)
  }

  var axis: Resampling.Axis {
    Resampling.Axis(
      from: from,
      (0..<to).map { resize.mode == .nearest ? (start: nearest($0), weights: [1]) : combined(taps($0)) })
  }

  /// Where a pixel lies among those that are read, or somewhere beyond them.
  private func coordinate(_ k: Int) -> Double {
    // A scale of a file may lead anywhere.
    min(max(unlimited(k), -Double(from)), 2 * Double(from))
  }

  private func unlimited(_ k: Int) -> Double {
    let half = (Double(k) + 0.5) / scale - 0.5
    switch resize.coordinates {
    case .halfPixel: return half
    case .halfPixelSymmetric:
      let adjustment = Double(to) / (scale * Double(from))
      return Double(from) / 2 * (1 - adjustment) + half
    case .pytorchHalfPixel: return to > 1 ? half : 0
    case .alignCorners:
      let moves = scale * Double(from) - 1
      return to > 1 && moves > 0 ? Double(k) * Double(from - 1) / moves : 0
    case .asymmetric: return Double(k) / scale
    case .halfPixelForNearest: return half + 0.5
    }
  }

  private func nearest(_ k: Int) -> Int {
    if resize.scales == nil, let pixel = nearestInFloats(k) { return pixel }
    let x = coordinate(k)
    let rounded =
      switch resize.rounding {
      case .roundPreferFloor: ceil(x - 0.5)
      case .roundPreferCeil: floor(x + 0.5)
      case .floor: floor(x)
      case .ceil: ceil(x)
      }
    return min(max(Int(rounded), 0), from - 1)
  }

  /// As PyTorch computes its `nearest` and `nearest-exact`, whose products of single precision can fall short of a whole number.
  private func nearestInFloats(_ k: Int) -> Int? {
    let step = Float(from) / Float(to)
    switch (resize.coordinates, resize.rounding) {
    case (.asymmetric, .floor): return min(Int(Float(k) * step), from - 1)
    case (.halfPixel, .roundPreferCeil): return min(Int((Float(k) + 0.5) * step), from - 1)
    default: return nil
    }
  }

  /// Pixels, some of them maybe beyond the image, and their weights.
  private func taps(_ k: Int) -> [(pixel: Int, weight: Double)] {
    let x = coordinate(k)
    let stretch = resize.antialias ? min(scale, 1) : 1
    let reach = (resize.mode == .linear ? 1 : 2) / stretch
    let first = Int(floor(x - reach)) + 1
    let last = max(first, Int(ceil(x + reach)) - 1)
    return (first...last).map { ($0, weight((Double($0) - x) * stretch)) }
  }

  private func weight(_ distance: Double) -> Double {
    let (d, a) = (abs(distance), resize.cubicCoefficient)
    if resize.mode == .linear { return max(0, 1 - d) }
    if d < 1 { return ((a + 2) * d - (a + 3)) * d * d + 1 }
    return d < 2 ? (((d - 5) * d + 8) * d - 4) * a : 0
  }

  /// Weights of pixels of the image alone.
  private func combined(_ taps: [(pixel: Int, weight: Double)]) -> (start: Int, weights: [Float]) {
    let kept = resize.excludesOutside ? taps.filter { (0..<from).contains($0.pixel) } : taps
    let places = kept.map { min(max($0.pixel, 0), from - 1) }
    guard let start = places.min(), let end = places.max() else { return (0, [0]) }
    var weights = [Double](repeating: 0, count: end - start + 1)
    for (place, tap) in zip(places, kept) { weights[place - start] += tap.weight }
    let total = resize.antialias || resize.excludesOutside ? weights.reduce(0, +) : 1
    return (start, weights.map { Float($0 / total) })
  }
}
