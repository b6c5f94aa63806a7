/// From where a scene is seen.
package struct SceneView: Hashable, Sendable {
  /// How space becomes a plane.
  package enum Projection: Hashable, Sendable {
    /// Parallels stay parallel.
    case orthographic
    /// Seen from a place so far away that the sphere around the box fills the field of view, which is an
    /// angle in degrees, 1...120.
    case perspective(fieldOfView: Double)
  }

  /// Direction of the camera in the plane of the base, in degrees from the x axis towards the y axis.
  ///
  /// Seen from −90° the x axis runs to the right, as on a map with the y axis up.
  package let azimuth: Double
  /// Height of the camera over the plane of the base, in degrees, 0...90.
  package let elevation: Double
  package let projection: Projection

  /// A view, by default from the lower right of the map, with a slight perspective.
  package init(
    azimuth: Double = -57, elevation: Double = 36, projection: Projection = .perspective(fieldOfView: 18)
  ) {
    precondition(azimuth.isFinite, "no azimuth of \(azimuth)°")
    precondition((0...90).contains(elevation), "no elevation of \(elevation)°")
    if case .perspective(let angle) = projection {
      precondition((1...120).contains(angle), "no field of view of \(angle)°")
    }
    self.azimuth = azimuth
    self.elevation = elevation
    self.projection = projection
  }
}
