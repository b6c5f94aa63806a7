/// One connected piece of a filled band.
package struct PolygonWithHoles: Hashable, Sendable {
  /// Index of the counter-clockwise ring around the piece, in the `Curves` it was made from.
  package let outer: Int
  /// Indices of the clockwise rings inside it.
  package let holes: [Int]
}

extension Curves {
  /// Groups the rings of a band: each hole belongs to the smallest outer ring around it.
  ///
  /// Rings without area, which values that are infinite or equal to a level leave behind, belong to no piece.
  package func polygons() -> [PolygonWithHoles] {
    let areas = (0..<count).map { area(of: $0) }
    let outers = (0..<count).filter { areas[$0] > 0 }.sorted { areas[$0] < areas[$1] }
    var holes: [Int: [Int]] = [:]
    for hole in 0..<count where areas[hole] < 0 {
      if let outer = outers.first(where: { areas[$0] >= -areas[hole] && surrounds($0, hole) }) {
        holes[outer, default: []].append(hole)
      }
    }
    return outers.sorted().map { PolygonWithHoles(outer: $0, holes: holes[$0] ?? []) }
  }

  /// Whether a ring lies inside another, given that they do not cross: some point of it that is not on the
  /// other does.
  private func surrounds(_ outer: Int, _ inner: Int) -> Bool {
    let border = Set(self[outer])
    guard let point = self[inner].first(where: { !border.contains($0) }) else { return true }
    var isInside = false
    guard var previous = self[outer].last else { return false }
    for next in self[outer] {
      if (next.y > point.y) != (previous.y > point.y),
        point.x < (previous.x - next.x) * (point.y - next.y) / (previous.y - next.y) + next.x
      {
        isInside.toggle()
      }
      previous = next
    }
    return isInside
  }
}
