import Storage
import Surfaces

/// A plane as a coloured surface in a file that programs for three dimensions open: binary glTF 2.0, `.glb`.
///
/// The surface has the form and the colours that it has in pictures: in the same box, on the scale that its values suggest, with
/// logarithmic heights on a log scale. A unit is the base's longer side; x runs along α, y upwards and −z along β. Grid points
/// whose loss is not finite are left out, with the cells around them. Colours are linear, as the specification has them; the
/// losses stand beside them as the attribute `_LOSS`, in single precision, and what they are in `asset.extras`.
///
/// Source: Khronos Group, "glTF 2.0 Specification", 2.0.1.
package struct SceneModel: Sendable {
  /// The file.
  package let bytes: [UInt8]
  /// Points without a finite loss.
  package let leftOut: Int

  /// The model of a plane; nil where it has no cell with four finite corners.
  ///
  /// - Parameters:
  ///   - plane: with two axes.
  ///   - map: colours of the values.
  ///   - program: name and version of the program.
  package init?(of plane: Surface, map: ColourMap = .viridis, program: String) {
    guard let y = plane.y else { preconditionFailure("a line has no surface") }
    let scale = Scale(covering: plane.loss)
    let options = SceneOptions()
    let grid = ContourGrid(x: plane.x.values, y: y.values, z: plane.loss, interpolation: scale.interpolation)
    let box = SceneBox(
      x: plane.x.lower...plane.x.upper, y: y.lower...y.upper, exaggeration: options.exaggeration)
    let surface = SceneSurface(grid, box: box, heights: SceneHeights(options, scale: scale))
    let palette = ScenePalette(scale, map, surface.heights, .continuous, .light)

    leftOut = plane.loss.count { !$0.isFinite }
    let cells = Self.cells(of: plane, columns: plane.x.count)
    guard !cells.isEmpty else { return nil }
    var places = [UInt32?](repeating: nil, count: plane.count)
    var geometry = Geometry()
    let vertices = SurfacePoints(surface).vertices
    for cell in cells {
      let corners = cell.map { index -> UInt32 in
        if let place = places[index] { return place }
        let vertex = vertices[index]
        let step = Int((min(1, max(0, vertex.value)) * Float(ScenePalette.steps)).rounded())
        let place = geometry.add(vertex, palette.ramp[step], loss: plane.loss[index])
        places[index] = place
        return place
      }
      geometry.indices += [corners[0], corners[1], corners[2], corners[0], corners[2], corners[3]]
    }
    let group = SurfaceGroup([plane])
    let extras = GLTF.Extras(
      title: MathText.plain(group.title), description: MathText.plain(group.members[0].words.caption),
      lossName: group.lossName, logarithmicHeights: surface.heights.isLogarithmic,
      alpha: [plane.x.lower, plane.x.upper], beta: [y.lower, y.upper],
      loss: [surface.heights.lower, surface.heights.upper], boxSize: [box.size.x, box.size.z, box.size.y],
      checkpointDigest: plane.provenance.checkpointDigest.hex, dataDigest: plane.provenance.dataDigest.hex,
      directionSeeds: plane.provenance.directionSeeds.map { "\($0)" })
    bytes = geometry.file(GLTF(geometry, name: group.members[0].name, generator: program, extras: extras))
  }

  /// The corners of cells without a missing or diverged one, counter-clockwise from above.
  private static func cells(of plane: Surface, columns: Int) -> [[Int]] {
    let loss = plane.loss
    return (0..<loss.count / columns - 1).flatMap { row in
      (0..<columns - 1).compactMap { column in
        let first = row * columns + column
        let cell = [first, first + 1, first + columns + 1, first + columns]
        return cell.allSatisfy { loss[$0].isFinite } ? cell : nil
      }
    }
  }

  /// The arrays of a model.
  struct Geometry {
    private(set) var positions: [Float] = []
    private(set) var normals: [Float] = []
    private(set) var colours: [Float] = []
    private(set) var losses: [Float] = []
    var indices: [UInt32] = []

    var count: Int { losses.count }

    /// Adds a vertex and gives its number; up is y here.
    mutating func add(_ vertex: SceneMesh.Vertex, _ colour: SIMD4<Float>, loss: Double) -> UInt32 {
      let (place, normal) = (SIMD3<Float>(vertex.position), vertex.normal)
      positions += [place.x, place.z, -place.y]
      normals += [normal.x, normal.z, -normal.y]
      colours += [colour.x, colour.y, colour.z, 1]
      let limit = Double(Float.greatestFiniteMagnitude)
      losses.append(Float(min(limit, max(-limit, loss))))
      return UInt32(count - 1)
    }

    /// The least and the greatest place along each axis.
    var bounds: (least: [Float], greatest: [Float]) {
      var (least, greatest) = (Array(positions[..<3]), Array(positions[..<3]))
      for index in positions.indices {
        least[index % 3] = min(least[index % 3], positions[index])
        greatest[index % 3] = max(greatest[index % 3], positions[index])
      }
      return (least, greatest)
    }

    /// The file: a header and two chunks, each a multiple of four bytes.
    func file(_ description: GLTF) -> [UInt8] {
      var json = Array(JSONText.encode(description).utf8)
      json += [UInt8](repeating: UInt8(ascii: " "), count: (4 - json.count % 4) % 4)
      var bytes: [UInt8] = []
      let data = 4 * (positions.count + normals.count + colours.count + losses.count + indices.count)
      bytes.reserveCapacity(28 + json.count + data)
      func add(_ word: UInt32) {
        for shift: UInt32 in [0, 8, 16, 24] { bytes.append(UInt8(truncatingIfNeeded: word >> shift)) }
      }
      bytes += Array("glTF".utf8)
      add(2)
      add(UInt32(28 + json.count + data))
      add(UInt32(json.count))
      bytes += Array("JSON".utf8) + json
      add(UInt32(data))
      bytes += Array("BIN\0".utf8)
      for array in [positions, normals, colours, losses] { for value in array { add(value.bitPattern) } }
      for index in indices { add(index) }
      return bytes
    }
  }
}
