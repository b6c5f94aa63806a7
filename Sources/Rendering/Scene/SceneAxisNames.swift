/// What a scene's three axes measure.
package struct SceneAxisNames: Hashable, Sendable {
  package let x: String
  package let y: String
  /// The height.
  package let z: String

  /// Names; an empty one is not drawn.
  package init(x: String, y: String, z: String) {
    self.x = x
    self.y = y
    self.z = z
  }
}
