/// A line or plane as a mesh in space, at `(x, y, loss)`, for programs that read VTK's PolyData.
///
/// Points whose loss is not finite are left out, with the faces that have them for a corner. The format is that of
/// "VTK File Formats", XML, in ASCII.
package struct SurfaceMesh: Sendable {
  /// The file.
  package let text: String
  /// Points without a finite loss.
  package let leftOut: Int
  /// Quantities that are not finite at some point of the mesh, and therefore not in it.
  package let omitted: [String]

  /// The mesh of a line or plane.
  package init(_ surface: Surface) {
    precondition(surface.isLineOrPlane, "a mesh of what is no line or plane")
    let points = (0..<surface.count).filter { surface.loss[$0].isFinite }
    var places: [Int: Int] = [:]
    for (place, index) in points.enumerated() { places[index] = place }
    let cells = Self.cells(surface).map { $0.compactMap { places[$0] } }.filter {
      $0.count == (surface.y == nil ? 2 : 4)
    }
    let names = surface.knownFields
    let kept = names.filter { name in points.allSatisfy { surface[name]?[$0].isFinite ?? false } }
    leftOut = surface.count - points.count
    omitted = names.filter { !kept.contains($0) }

    var writer = Writer()
    let kind = surface.y == nil ? "Lines" : "Polys"
    writer.open(
      "VTKFile type=\"PolyData\" version=\"1.0\" byte_order=\"LittleEndian\" header_type=\"UInt64\"")
    writer.open("PolyData")
    writer.open("Piece NumberOfPoints=\"\(points.count)\" NumberOf\(kind)=\"\(cells.count)\"")
    writer.open("PointData Scalars=\"loss\"")
    for name in kept { writer.array("Float64", name, points.map { "\(surface[name]?[$0] ?? 0)" }) }
    writer.close()
    writer.open("Points")
    let positions = points.map { index in
      let (x, y) = surface.coordinates(of: index)
      return "\(x) \(y) \(surface.loss[index])"
    }
    writer.array("Float64", "Points", positions, components: 3)
    writer.close()
    writer.open(kind)
    writer.array("Int64", "connectivity", cells.map { $0.map(String.init).joined(separator: " ") })
    let corners = surface.y == nil ? 2 : 4
    writer.array("Int64", "offsets", cells.indices.map { String(($0 + 1) * corners) })
    writer.close()
    for _ in 0..<3 { writer.close() }
    text = writer.text
  }

  /// Indices of points at the corners of each face, counterclockwise from above, or at the ends of each piece of a line.
  private static func cells(_ surface: Surface) -> [[Int]] {
    let columns = surface.x.count
    guard let y = surface.y else { return (0..<columns - 1).map { [$0, $0 + 1] } }
    return (0..<y.count - 1).flatMap { row in
      (0..<columns - 1).map { column in
        let first = row * columns + column
        return [first, first + 1, first + columns + 1, first + columns]
      }
    }
  }

  /// XML with its elements indented.
  private struct Writer {
    var text = "<?xml version=\"1.0\"?>\n"
    private var open: [String] = []

    mutating func line(_ line: String) {
      text += String(repeating: "  ", count: open.count) + line + "\n"
    }

    mutating func open(_ element: String) {
      line("<\(element)>")
      open.append(String(element.prefix { $0 != " " }))
    }

    mutating func close() {
      guard let name = open.popLast() else { return }
      line("</\(name)>")
    }

    mutating func array(_ type: String, _ name: String, _ values: [String], components: Int = 1) {
      let escaped = name.map { ["&": "&amp;", "<": "&lt;", "\"": "&quot;"][$0] ?? String($0) }.joined()
      open(
        "DataArray type=\"\(type)\" Name=\"\(escaped)\" NumberOfComponents=\"\(components)\" format=\"ascii\""
      )
      for value in values { text += value + "\n" }
      close()
    }
  }
}
