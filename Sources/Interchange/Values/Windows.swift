import Numerics

/// Windows that slide over the pixels of any number of axes, each with where its positions lie.
struct Windows {
  /// Windows along each axis.
  let counts: [Int]
  /// For each window, in row-major order, the flat position of every pixel under it.
  let positions: [[Int]]

  /// Positions of all windows at most.
  private static let largestCount = 1 << 24

  /// A position in the padding, and one beyond it, where a last window is not filled.
  static let (padding, beyond) = (-1, -2)

  /// How windows lie.
  struct Settings {
    var kernel: [Int]
    var strides: [Int]
    var dilations: [Int]
    var before: [Int]
    var after: [Int]
    var ceil = false
  }

  /// - Parameter extents: pixels along each axis.
  /// - Throws: `Refusal` where no window fits, or there are too many.
  init(over extents: [Int], _ settings: Settings) throws(Refusal) {
    let axes = extents.count
    let lists = [settings.kernel, settings.strides, settings.dilations, settings.before, settings.after]
    guard axes > 0, lists.allSatisfy({ $0.count == axes }),
      (settings.kernel + settings.strides + settings.dilations).allSatisfy((1...1 << 20).contains),
      (settings.before + settings.after).allSatisfy((0...1 << 20).contains),
      extents.allSatisfy((0...1 << 28).contains)
    else { throw Refusal("its windows do not fit its input") }
    _ = try ConstantTensor.count(of: extents)
    var (counts, places): ([Int], [[[Int]]]) = ([], [])
    for (axis, extent) in extents.enumerated() {
      let window = settings.dilations[axis] * (settings.kernel[axis] - 1) + 1
      let room = extent + settings.before[axis] + settings.after[axis] - window
      guard room >= 0 else { throw Refusal("its windows are larger than its input") }
      let stride = settings.strides[axis]
      var count = (settings.ceil ? (room + stride - 1) / stride : room / stride) + 1
      // A window has to begin within the pixels or the padding before them.
      if settings.ceil, (count - 1) * stride >= extent + settings.before[axis] { count -= 1 }
      counts.append(count)
      places.append(
        (0..<count).map { index in
          (0..<settings.kernel[axis]).map { tap in
            let position = index * stride + tap * settings.dilations[axis] - settings.before[axis]
            if (0..<extent).contains(position) { return position }
            return position < extent + settings.after[axis] ? Self.padding : Self.beyond
          }
        })
    }
    guard (counts + settings.kernel).checkedProduct(limit: Self.largestCount) != nil else {
      throw Refusal("a constant has too many windows")
    }
    var positions: [[Int]] = [[0]]
    for axis in extents.indices {
      positions = positions.flatMap { prefix in
        places[axis].map { own in
          prefix.flatMap { start in
            own.map { start < 0 || $0 < 0 ? min(start, $0) : start * extents[axis] + $0 }
          }
        }
      }
    }
    self.counts = counts
    self.positions = positions
  }
}
