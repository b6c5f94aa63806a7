import FoundationEssentials
import Storage

extension Surface {
  /// What the file of a line or plane says it is, under `format` in its metadata.
  package static let format = "landscape-surface-1"

  /// The same for other grids, which programs that know lines and planes alone refuse.
  package static let generalFormat = "landscape-surface-2"

  /// Everything but the arrays, as it stands in the file of a line or plane.
  private struct Description: Codable {
    let x: Axis
    let y: Axis?
    let provenance: SurfaceProvenance
  }

  /// Everything but the arrays, as it stands in other files; where there are no axes, the points are in `coordinates`.
  private struct GeneralDescription: Codable {
    let axes: [Axis]?
    let provenance: SurfaceProvenance
  }

  /// Names of tensors that are no fields.
  private static let coordinateNames: Set<String> = ["x", "y", "coordinates"]

  /// Writes a tensor for each field, such as `loss` and `accuracy` (`[β, α]`, or `[α]` for a line), and the coordinates `x`
  /// and `y`, replacing the file as a whole.
  ///
  /// Where the points are arbitrary, `coordinates` (`[point, direction]`) has them.
  ///
  /// - Throws: what `AtomicFile.replace` throws.
  package func write(to path: String) throws(StorageError) {
    var file = TensorFile(metadata: ["format": isLineOrPlane ? Self.format : Self.generalFormat])
    switch grid {
    case .axes(let axes) where isLineOrPlane:
      file.metadata["surface"] = JSONText.encode(Description(x: x, y: y, provenance: provenance))
      for (name, axis) in zip(["x", "y"], axes) { file.add(name, shape: [axis.count], axis.values) }
    case .axes(let axes):
      file.metadata["surface"] = JSONText.encode(GeneralDescription(axes: axes, provenance: provenance))
    case .points(let points, let dimensions):
      file.metadata["surface"] = JSONText.encode(GeneralDescription(axes: nil, provenance: provenance))
      file.add("coordinates", shape: [points.count, dimensions], points.flatMap(\.self))
    }
    if !landmarks.isEmpty { file.metadata["landmarks"] = JSONText.encode(landmarks) }
    if !tracks.isEmpty { file.metadata["tracks"] = JSONText.encode(tracks) }
    file.add(FieldName.loss, shape: grid.shape, loss)
    file.add(FieldName.accuracy, shape: grid.shape, accuracy)
    for (name, values) in fields.sorted(by: { $0.key < $1.key }) where file.entry(name) == nil {
      file.add(name, shape: grid.shape, values)
    }
    try file.write(to: path)
  }

  /// Reads a surface and checks that arrays and axes agree.
  ///
  /// - Throws: `StorageError`; `foreign` when the file is something else.
  package static func read(_ path: String) throws(StorageError) -> Surface {
    try Surface(TensorFile.read(path), path: path)
  }

  /// The surface in a container that has been read from `path`.
  ///
  /// - Throws: `StorageError`; `foreign` when the container holds something else.
  package init(_ file: TensorFile, path: String) throws(StorageError) {
    guard let text = file.metadata["surface"] else { throw .foreign(path: path, expected: "surface") }
    let (grid, provenance): (Grid, SurfaceProvenance)
    switch file.metadata["format"] {
    case Self.format: (grid, provenance) = try Self.plain(file, text, path)
    case Self.generalFormat: (grid, provenance) = try Self.general(file, text, path)
    default: throw .foreign(path: path, expected: "surface")
    }
    // Whoever describes an axis asks for the direction of that number.
    for count in [provenance.directions?.count, provenance.weights?.count].compactMap(\.self)
    where count < grid.dimensions {
      throw .corrupt(path: path, reason: "it does not say what each of its axes runs along")
    }
    var fields = [
      FieldName.loss: try file.doubles(FieldName.loss, shape: grid.shape),
      FieldName.accuracy: try file.doubles(FieldName.accuracy, shape: grid.shape),
    ]
    for entry in file.entries
    where entry.type == .float64 && entry.shape == grid.shape && fields[entry.name] == nil
      && !Self.coordinateNames.contains(entry.name)
    {
      fields[entry.name] = try file.doubles(entry.name)
    }
    let landmarks: [Landmark] = try file.optionalValue("landmarks", path: path) ?? []
    guard landmarks.allSatisfy({ $0.coordinates.count == grid.dimensions }) else {
      throw .corrupt(path: path, reason: "a landmark has not one coordinate for each direction")
    }
    let tracks: [RunTrack] = try file.optionalValue("tracks", path: path) ?? []
    for moment in tracks.flatMap(\.moments) {
      let numbers = moment.coordinates + [moment.epoch, moment.residual, moment.distance]
      guard moment.isDiverged || moment.coordinates.count == grid.dimensions, numbers.allSatisfy(\.isFinite)
      else { throw .corrupt(path: path, reason: "a run's moment has no place on it") }
    }
    self.init(grid: grid, fields: fields, landmarks: landmarks, provenance: provenance)
    self.tracks = tracks
  }

  private static func plain(
    _ file: TensorFile, _ text: String, _ path: String
  ) throws(StorageError) -> (Grid, SurfaceProvenance) {
    let found: Description = try JSONText.decode(text, path: path, what: "surface's description")
    let axes = [found.x] + (found.y.map { [$0] } ?? [])
    for (name, axis) in zip(["x", "y"], axes) {
      let coordinates = try file.doubles(name, shape: [axis.count])
      guard axis.isLike(coordinates) else {
        throw .corrupt(path: path, reason: "its coordinates \(name) are not those of its axis")
      }
    }
    return (.axes(axes), found.provenance)
  }

  private static func general(
    _ file: TensorFile, _ text: String, _ path: String
  ) throws(StorageError) -> (Grid, SurfaceProvenance) {
    let found: GeneralDescription = try JSONText.decode(text, path: path, what: "surface's description")
    if let axes = found.axes {
      guard !axes.isEmpty else { throw .corrupt(path: path, reason: "it has no axes") }
      // The file has as many losses as there are points: only then is their number known not to overflow.
      guard let losses = file.entry(FieldName.loss), losses.shape == axes.reversed().map(\.count) else {
        throw .corrupt(path: path, reason: "its losses are not one for each point of its axes")
      }
      return (.axes(axes), found.provenance)
    }
    guard let entry = file.entry("coordinates"), entry.shape.count == 2 else {
      throw .missingTensor(path: path, name: "coordinates")
    }
    let (count, dimensions) = (entry.shape[0], entry.shape[1])
    let coordinates = try file.doubles("coordinates")
    guard count > 0, dimensions > 0, coordinates.allSatisfy(\.isFinite) else {
      throw .corrupt(path: path, reason: "its coordinates are no points")
    }
    let points = (0..<count).map { Array(coordinates[$0 * dimensions..<($0 + 1) * dimensions]) }
    return (.points(points, dimensions: dimensions), found.provenance)
  }
}
