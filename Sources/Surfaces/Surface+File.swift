import FoundationEssentials
import Storage

extension Surface {
  /// What the file says it is, under `format` in its metadata.
  package static let format = "landscape-surface-1"

  /// Everything but the arrays, as it stands in the file.
  private struct Description: Codable {
    let x: Axis
    let y: Axis?
    let provenance: SurfaceProvenance
  }

  /// Writes tensors `loss` and `accuracy` (`[β, α]`, or `[α]` for a line), `x` and `y`, replacing the file as a whole.
  ///
  /// - Throws: what `AtomicFile.replace` throws.
  package func write(to path: String) throws(StorageError) {
    var file = TensorFile(metadata: [
      "format": Self.format,
      "surface": JSONText.encode(Description(x: x, y: y, provenance: provenance)),
    ])
    file.add("x", shape: [x.count], x.values)
    if let y { file.add("y", shape: [y.count], y.values) }
    let shape = (y.map { [$0.count] } ?? []) + [x.count]
    file.add("loss", shape: shape, loss)
    file.add("accuracy", shape: shape, accuracy)
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
    guard file.metadata["format"] == Self.format, let text = file.metadata["surface"] else {
      throw .foreign(path: path, expected: "surface")
    }
    let description: Description = try JSONText.decode(text, path: path, what: "surface's description")
    let shape = (description.y.map { [$0.count] } ?? []) + [description.x.count]
    for (name, axis) in [("x", description.x)] + (description.y.map { [("y", $0)] } ?? []) {
      let coordinates = try file.doubles(name, shape: [axis.count])
      guard axis.isLike(coordinates) else {
        throw .corrupt(path: path, reason: "its coordinates \(name) are not those of its axis")
      }
    }
    self.init(
      x: description.x, y: description.y, loss: try file.doubles("loss", shape: shape),
      accuracy: try file.doubles("accuracy", shape: shape), provenance: description.provenance)
  }
}
