/// A point of a surface that has a name, such as another minimum, on the grid or beside it.
package struct Landmark: Codable, Hashable, Sendable {
  package let name: String
  /// One coordinate for each direction.
  package let coordinates: [Double]
  /// What is known there, by the names of fields; nothing when empty.
  package let values: [String: Double]

  package init(name: String, coordinates: [Double], values: [String: Double] = [:]) {
    self.name = name
    self.coordinates = coordinates
    self.values = values
  }
}
