/// A corner of a triangle before the surface is cut.
private struct CutCorner {
  let index: Int
  let measure: Double
}

extension SceneMesh {
  /// The surface below its limit and the lid where it is above.
  /// - Parameters:
  ///   - surface: the height field.
  ///   - period: distance of the lid's hatching lines, in the box's units.
  init(_ surface: SceneSurface, hatchPeriod period: Double) {
    let (rows, columns) = (surface.y.count, surface.x.count)
    vertices.reserveCapacity(2 * rows * columns)
    triangles.reserveCapacity(4 * surface.cellRows * surface.cellColumns)
    materials.reserveCapacity(triangles.capacity)
    let points = SurfacePoints(surface)
    vertices = points.vertices
    var measures = surface.measures
    var lid = SceneLid(surface, hatchPeriod: period)
    for row in 0..<surface.cellRows {
      var column = 0
      while column < surface.cellColumns {
        // One piece of lid over as many cells as are above the limit altogether.
        let start = column
        while surface.isAbove(row: row, column: column) { column += 1 }
        if column > start {
          let (from, to) = (row * columns + start, row * columns + column)
          lid.add([from, to, to + columns, from + columns].map { vertices[$0].position })
          continue
        }
        defer { column += 1 }
        let a = row * columns + column
        let corners = [a, a + 1, a + columns + 1, a + columns]
        switch surface.cell(row: row, column: column) {
        case .missing: break
        case .finite:
          let centre = vertices.count
          vertices.append(points.centre(row: row, column: column))
          measures.extend(to: centre, surface.centreMeasure(row: row, column: column))
          for side in 0..<4 {
            add(corners[side], corners[(side + 1) % 4], centre, measures, surface.heights.limit, &lid)
          }
        case .oneDiverged(let corner):
          let others = (1...3).map { corners[(corner + $0) % 4] }
          add(others[0], others[1], others[2], measures, surface.heights.limit, &lid)
          lid.add([others[2], corners[corner], others[0]].map { vertices[$0].position })
          lid.addDiagonal(others[2], others[0])
        case .diverged:
          lid.add(corners.map { vertices[$0].position })
        }
      }
    }
    lid.close()
    for polygon in lid.polygons { add(polygon, .lid) }
    outline = lid.outline
    rim = lid.rim
  }

  /// Adds a triangle's part up to the limit, and to the lid the part above it.
  private mutating func add(
    _ a: Int, _ b: Int, _ c: Int, _ measures: [Double], _ limit: Double, _ lid: inout SceneLid
  ) {
    let isAbove = (measures[a] > limit, measures[b] > limit, measures[c] > limit)
    switch isAbove {
    case (false, false, false):
      triangles.append(SIMD3(Int32(a), Int32(b), Int32(c)))
      materials.append(.surface)
    case (true, true, true):
      lid.add([a, b, c].map { vertices[$0].position })
    default:
      cut([a, b, c].map { CutCorner(index: $0, measure: measures[$0]) }, limit, &lid)
    }
  }

  private mutating func cut(_ corners: [CutCorner], _ limit: Double, _ lid: inout SceneLid) {
    var below: [Vertex] = []
    var above: [SIMD3<Double>] = []
    var crossings: [SIMD3<Double>] = []
    for (corner, next) in zip(corners, [corners[1], corners[2], corners[0]]) {
      let vertex = vertices[corner.index]
      if corner.measure > limit { above.append(vertex.position) } else { below.append(vertex) }
      guard (corner.measure > limit) != (next.measure > limit) else { continue }
      let crossing = crossing(between: corner, next, limit, lid)
      below.append(crossing)
      above.append(crossing.position)
      crossings.append(crossing.position)
    }
    add(below, .surface)
    lid.add(above)
    if crossings.count == 2 { lid.addOutline(crossings[0], crossings[1]) }
  }

  /// Where an edge reaches the limit: from either side the same bits.
  private func crossing(
    between one: CutCorner, _ other: CutCorner, _ limit: Double, _ lid: SceneLid
  ) -> Vertex {
    let (low, high) = one.measure <= other.measure ? (one, other) : (other, one)
    let (from, to) = (vertices[low.index], vertices[high.index])
    let share = (limit / 2 - low.measure / 2) / (high.measure / 2 - low.measure / 2)
    var position = from.position + (to.position - from.position) * share
    position.z = lid.height
    return Vertex(
      position: position, normal: from.normal + (to.normal - from.normal) * Float(share), value: lid.value)
  }
}

extension [Double] {
  /// Fills up with NaN so that the next element has an index, and appends it.
  fileprivate mutating func extend(to index: Int, _ value: Double) {
    while count < index { append(.nan) }
    append(value)
  }
}
