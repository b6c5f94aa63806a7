import Glibc

/// Images at places between their pixels.
extension ONNXConstants {
  static let resampling: [String: Function] = [
    "GridSample": gridSample, "AffineGrid": affineGrid, "RoiAlign": alignedRegions,
  ]

  /// How places beyond an image's pixels are looked up.
  private enum Border {
    case zeros
    case border
    case reflection

    /// A coordinate reflected at both ends, until it is between them.
    static func reflected(_ x: Double, _ low: Double, _ high: Double) -> Double {
      let range = high - low
      guard range > 0, x < low || x > high else { return x }
      let distance = x < low ? low - x : x - high
      let (turns, rest) = ((distance / range).rounded(.down), fmod(distance, range))
      let isEven = fmod(turns, 2) == 0
      return (x < low) == isEven ? low + rest : high - rest
    }

    /// The pixel that counts for a position; nil for none.
    func pixel(_ position: Int, of extent: Int, low: Double, high: Double) -> Int? {
      if (0..<extent).contains(position) { return position }
      switch self {
      case .zeros: return nil
      case .border: return min(max(position, 0), extent - 1)
      case .reflection: return min(max(Int(Self.reflected(Double(position), low, high)), 0), extent - 1)
      }
    }
  }

  /// Weights of the pixels around a coordinate, from the first one on.
  private static func neighbours(_ x: Double, _ mode: String) -> (first: Int, weights: [Double]) {
    let low = x.rounded(.down)
    let t = x - low
    switch mode {
    case "nearest": return (Int(x), [1])
    case "linear", "bilinear": return (Int(low), [1 - t, t])
    default:
      // Keys 1981, doi:10.1109/TASSP.1981.1163711, with a = −0.75.
      let a = -0.75
      func far(_ d: Double) -> Double { ((a * d - 5 * a) * d + 8 * a) * d - 4 * a }
      func near(_ d: Double) -> Double { ((a + 2) * d - (a + 3)) * d * d + 1 }
      return (Int(low) - 1, [far(t + 1), near(t), near(1 - t), far(2 - t)])
    }
  }

  @Sendable private static func gridSample(_ c: ConstantCall) throws(Refusal) -> [ConstantTensor?] {
    let (x, grid) = (try c[0], try c[1])
    let axes = x.rank - 2
    guard axes > 0, grid.rank == x.rank, grid.extents[0] == x.extents[0], grid.extents[grid.rank - 1] == axes,
      x.extents[2...].allSatisfy({ $0 > 0 }), grid.numbers.allSatisfy({ abs($0) < 1e6 })
    else { throw Refusal("its grid does not fit its image") }
    let aligns = try c.integer("align_corners", or: 0) == 1
    let mode = c.call.text("mode") ?? "linear"
    let border: Border =
      switch c.call.text("padding_mode") ?? "zeros" {
      case "border": .border
      case "reflection": .reflection
      default: .zeros
      }
    let extents = Array(x.extents[2...])
    let (channels, pixels) = (x.extents[1], extents.reduce(1, *))
    let target = Array(grid.extents[1..<grid.rank - 1])
    let places = target.reduce(1, *)
    var result = try ConstantTensor.filled(0, x.kind, extents: [x.extents[0], channels] + target)
    for sample in 0..<x.extents[0] {
      for place in 0..<places {
        // Pixels and their weights; the grid names the last axis first.
        var taps: [(position: Int, weight: Double)] = [(0, 1)]
        for axis in 0..<axes {
          let extent = extents[axis]
          let (low, high) = aligns ? (0, Double(extent - 1)) : (-0.5, Double(extent) - 0.5)
          let given = grid.numbers[(sample * places + place) * axes + axes - 1 - axis]
          var coordinate =
            aligns ? (given + 1) / 2 * Double(extent - 1) : ((given + 1) * Double(extent) - 1) / 2
          coordinate = Double(Float(coordinate))
          if mode == "nearest" { coordinate = coordinate.rounded(.toNearestOrEven) }
          if coordinate < low || coordinate > high {
            if border == .border { coordinate = min(max(coordinate, 0), Double(extent - 1)) }
            if border == .reflection { coordinate = Border.reflected(coordinate, low, high) }
          }
          let (first, weights) = neighbours(coordinate, mode)
          taps = taps.flatMap { tap in
            weights.enumerated().compactMap { offset, weight in
              border.pixel(first + offset, of: extent, low: low, high: high)
                .map { (tap.position * extent + $0, tap.weight * weight) }
            }
          }
        }
        for channel in 0..<channels {
          let plane = sample * channels + channel
          result.numbers[plane * places + place] = taps.reduce(0.0) {
            $0 + $1.weight * x.numbers[plane * pixels + $1.position]
          }
        }
      }
    }
    return [result]
  }

  /// The places that an affine map takes from an image of −1…1 along each axis.
  @Sendable private static func affineGrid(_ c: ConstantCall) throws(Refusal) -> [ConstantTensor?] {
    let (maps, size) = (try c[0], try c[1].integers.map(\.constant))
    let axes = size.count - 2
    guard axes > 0, maps.rank == 3, maps.extents == [size[0], axes, axes + 1] else {
      throw Refusal("its maps do not fit")
    }
    let aligns = try c.integer("align_corners", or: 0) == 1
    let extents = Array(size[2...])
    var result = try ConstantTensor.filled(0, .float, extents: [size[0]] + extents + [axes])
    let places = extents.reduce(1, *)
    for index in 0..<size[0] * places {
      let (sample, place) = (index / places, index % places)
      var point: [Double] = []
      var rest = place
      for extent in extents.reversed() {
        let position = Double(rest % extent)
        rest /= extent
        point.append(
          aligns
            ? extent > 1 ? 2 * position / Double(extent - 1) - 1 : -1
            : (2 * position + 1) / Double(extent) - 1)
      }
      point.append(1)
      for row in 0..<axes {
        let start = (sample * axes + row) * (axes + 1)
        result.numbers[index * axes + row] = zip(point, maps.numbers[start...]).reduce(0) { $0 + $1.0 * $1.1 }
      }
    }
    return [result]
  }

  /// Means or maxima of bilinear samples in the cells of regions.
  ///
  /// He et al. 2017, arXiv:1703.06870, §3.
  @Sendable private static func alignedRegions(_ c: ConstantCall) throws(Refusal) -> [ConstantTensor?] {
    let (x, regions, images) = (try c[0], try c[1], try c[2])
    guard x.rank == 4, regions.rank == 2, regions.extents[1] == 4, images.count == regions.extents[0],
      regions.numbers.allSatisfy({ abs($0) < 1e6 })
    else { throw Refusal("its regions do not fit") }
    let (channels, height, width) = (x.extents[1], x.extents[2], x.extents[3])
    let (rows, columns) = (try c.integer("output_height", or: 1), try c.integer("output_width", or: 1))
    let scale = try c.number("spatial_scale", or: 1)
    let ratio = try c.integer("sampling_ratio", or: 0)
    let isMaximum = c.call.text("mode") == "max"
    let usual = c.call.opset < 16 ? "output_half_pixel" : "half_pixel"
    let isHalf = (c.call.text("coordinate_transformation_mode") ?? usual) == "half_pixel"
    let owners = try images.positions(within: x.extents[0])
    guard (1...4096).contains(rows), (1...4096).contains(columns), (0...64).contains(ratio), height > 0,
      width > 0
    else {
      throw Refusal("its cells are not supported")
    }
    var result = try ConstantTensor.filled(0, .float, extents: [owners.count, channels, rows, columns])
    /// Four pixels and their weights.
    func taps(_ y: Double, _ x: Double) -> [(Int, Double)] {
      guard y >= -1, y <= Double(height), x >= -1, x <= Double(width) else { return [] }
      func pair(_ at: Double, _ extent: Int) -> [(Int, Double)] {
        let at = max(at, 0)
        let low = min(Int(at), extent - 1)
        guard low + 1 < extent else { return [(low, 1)] }
        return [(low, 1 - (at - Double(low))), (low + 1, at - Double(low))]
      }
      return pair(y, height).flatMap { row in pair(x, width).map { (row.0 * width + $0.0, row.1 * $0.1) } }
    }
    for (region, owner) in owners.enumerated() {
      let shift = isHalf ? 0.5 : 0
      let box = regions.numbers[region * 4..<region * 4 + 4].map { $0 * scale - shift }
      var (h, w) = (box[3] - box[1], box[2] - box[0])
      if !isHalf { (h, w) = (max(h, 1), max(w, 1)) }
      let (cellHeight, cellWidth) = (h / Double(rows), w / Double(columns))
      let samples = (
        ratio > 0 ? ratio : Int(max(1, min(64, cellHeight.rounded(.up)))),
        ratio > 0 ? ratio : Int(max(1, min(64, cellWidth.rounded(.up))))
      )
      for cell in 0..<rows * columns {
        var points: [[(Int, Double)]] = []
        for index in 0..<samples.0 * samples.1 {
          let y =
            box[1] + (Double(cell / columns) + (Double(index / samples.1) + 0.5) / Double(samples.0))
            * cellHeight
          let x =
            box[0] + (Double(cell % columns) + (Double(index % samples.1) + 0.5) / Double(samples.1))
            * cellWidth
          points.append(taps(y, x))
        }
        for channel in 0..<channels {
          let start = (owner * channels + channel) * height * width
          let place = ((region * channels) + channel) * rows * columns + cell
          // The maximum is that of the weighted pixels, not of the samples.
          let values = points.map { $0.map { $1 * x.numbers[start + $0] } }
          result.numbers[place] =
            isMaximum
            ? values.map { $0.max() ?? 0 }.max() ?? 0
            : values.reduce(0) { $0 + $1.reduce(0, +) } / Double(points.count)
        }
      }
    }
    return [result]
  }
}
