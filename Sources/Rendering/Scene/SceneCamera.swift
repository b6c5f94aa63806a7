import Glibc

/// The projection of space onto a plane through a centre.
///
/// With unit vectors `r` to the right, `u` upwards and `f` away from the camera, `q = p − centre` becomes
/// `(r·q, u·q)` in an orthographic view and `d / w · (r·q, u·q)` in a perspective one, where `d` is the
/// camera's distance from the centre and `w = d + f·q` that of the point along `f`. Both agree in the plane
/// through the centre that faces the camera.
package struct SceneCamera: Hashable, Sendable {
  /// A point in the plane of projection.
  package struct Projected: Hashable, Sendable {
    /// To the right and upwards, in the units of space at the centre's depth.
    package var position: SIMD2<Double>
    /// Greater for what is nearer, zero at the centre; affine in `position` over any plane of space, so that
    /// it can be interpolated on the screen.
    package var nearness: Double
    /// `d / w`, 1 in an orthographic view: weight for perspective-correct interpolation.
    package var inverseDepth: Double
  }

  package let right: SIMD3<Double>
  package let up: SIMD3<Double>
  /// From the centre to the camera.
  package let back: SIMD3<Double>
  private let centre: SIMD3<Double>
  /// Distance from the centre; nil in an orthographic view.
  private let distance: Double?

  /// A camera that sees a sphere whole.
  /// - Parameters:
  ///   - view: direction and kind of projection.
  ///   - centre: the sphere's centre.
  ///   - radius: the sphere's radius, positive.
  package init(_ view: SceneView, around centre: SIMD3<Double>, radius: Double) {
    let (sinA, cosA) = Self.sineAndCosine(degrees: view.azimuth)
    let (sinE, cosE) = Self.sineAndCosine(degrees: view.elevation)
    right = SIMD3(-sinA, cosA, 0)
    up = SIMD3(-sinE * cosA, -sinE * sinA, cosE)
    back = SIMD3(cosE * cosA, cosE * sinA, sinE)
    self.centre = centre
    switch view.projection {
    case .orthographic: distance = nil
    case .perspective(let angle): distance = radius / sin(angle * .pi / 360)
    }
  }

  /// Exact at multiples of 90°, so that views along an axis are.
  private static func sineAndCosine(degrees: Double) -> (Double, Double) {
    let turned = degrees.remainder(dividingBy: 360)
    let quarters = (turned / 90).rounded()
    let angle = (turned - 90 * quarters) * .pi / 180
    let (s, c) = (sin(angle), cos(angle))
    switch (Int(quarters) + 4) % 4 {
    case 0: return (s, c)
    case 1: return (c, -s)
    case 2: return (-s, -c)
    default: return (-c, s)
    }
  }

  /// Where a point comes to lie.
  package func project(_ point: SIMD3<Double>) -> Projected {
    let offset = point - centre
    let (x, y, z) = (right.dot(offset), up.dot(offset), back.dot(offset))
    guard let distance else {
      return Projected(position: SIMD2(x, y), nearness: z, inverseDepth: 1)
    }
    let inverse = distance / (distance - z)
    return Projected(
      position: SIMD2(x * inverse, y * inverse), nearness: distance * (inverse - 1), inverseDepth: inverse)
  }

  /// Direction from a point to the camera, of any length.
  package func direction(from point: SIMD3<Double>) -> SIMD3<Double> {
    distance.map { centre + back * $0 - point } ?? back
  }

  /// Whether a plane's front is seen: the side to which its normal points.
  ///
  /// A plane seen edge-on shows neither side.
  package func seesFront(of normal: SIMD3<Double>, at point: SIMD3<Double>) -> Bool {
    normal.unit.dot(direction(from: point).unit) > 1e-9
  }
}
