/// The box around a scene: its base lies around the origin, its longer side is 1.
///
/// Corners are numbered by bits: 1 for the upper end of x, 2 of y, 4 of z.
struct SceneBox: Hashable, Sendable {
  let x: ClosedRange<Double>
  let y: ClosedRange<Double>
  /// Extent along the three axes.
  let size: SIMD3<Double>

  /// A rectangle around the visible part; six of them bound the box.
  struct Face: Hashable, Sendable {
    let axis: Int
    let isUpper: Bool

    /// Whether it is one of the faces that are drawn when their inside is seen.
    var isDrawn: Bool { axis < 2 || !isUpper }

    static let all = (0..<3).flatMap { [Face(axis: $0, isUpper: false), Face(axis: $0, isUpper: true)] }
    static let floor = Face(axis: 2, isUpper: false)

    /// Corners in their order around the face.
    var corners: [Int] {
      let (u, v) = (1 << ((axis + 1) % 3), 1 << ((axis + 2) % 3))
      let base = isUpper ? 1 << axis : 0
      return [base, base + u, base + u + v, base + v]
    }
  }

  /// One of the twelve lines between two corners.
  struct Edge: Hashable, Sendable {
    let axis: Int
    /// Corner at the axis' lower end.
    let start: Int

    var end: Int { start + 1 << axis }

    static let all = (0..<3).flatMap { axis in
      (0..<8).filter { $0 & 1 << axis == 0 }.map { Edge(axis: axis, start: $0) }
    }

    /// The two faces that meet in it.
    var faces: [Face] {
      (0..<3).filter { $0 != axis }.map { Face(axis: $0, isUpper: start & 1 << $0 != 0) }
    }
  }

  /// Greatest ratio of the base's sides; beyond it the axes are drawn to different scales.
  static let greatestAspect = 4.0

  /// - Parameters:
  ///   - x: range of the base's first axis, in data units.
  ///   - y: range of its second axis.
  ///   - exaggeration: height over the base's longer side.
  init(x: ClosedRange<Double>, y: ClosedRange<Double>, exaggeration: Double) {
    self.x = x
    self.y = y
    let ratio = x.upperBound > x.lowerBound && y.upperBound > y.lowerBound ? Span.ratio(x, y) : 1
    let aspect = min(max(ratio, 1 / Self.greatestAspect), Self.greatestAspect)
    size = SIMD3(min(1, aspect), min(1, 1 / aspect), min(max(exaggeration, 0.05), 5))
  }

  var centre: SIMD3<Double> { SIMD3(0, 0, size.z / 2) }
  /// Radius of the sphere through the corners.
  var radius: Double { size.length / 2 }

  func corner(_ index: Int) -> SIMD3<Double> {
    SIMD3(
      index & 1 == 0 ? -size.x / 2 : size.x / 2, index & 2 == 0 ? -size.y / 2 : size.y / 2,
      index & 4 == 0 ? 0 : size.z)
  }

  /// Place of a point of the base at a height given as a share of the box's.
  @inline(__always)
  func place(_ x: Double, _ y: Double, height: Double) -> SIMD3<Double> {
    SIMD3(
      Self.share(x, self.x) * size.x - size.x / 2, Self.share(y, self.y) * size.y - size.y / 2,
      height * size.z)
  }

  @inline(__always)
  private static func share(_ value: Double, _ range: ClosedRange<Double>) -> Double {
    Span.share(value, range.lowerBound, range.upperBound)
  }

  /// Whether the camera sees a face from outside the box.
  func isFront(_ face: Face, for camera: SceneCamera) -> Bool {
    var normal = SIMD3<Double>()
    normal[face.axis] = face.isUpper ? 1 : -1
    return camera.seesFront(of: normal, at: corner(face.isUpper ? 7 : 0))
  }
}
