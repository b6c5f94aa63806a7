import Formats
import Storage

/// Surfaces of the script that Li et al. 2018 (arXiv:1712.09913) published, in HDF5.
///
/// The script declares arrays of `[x, y]` and fills them in the order of NumPy's `meshgrid`, in which x changes fastest: number
/// `j · (count of x) + i` belongs to `(x_i, y_j)`, whatever the extents say. Its pictures and its export for ParaView take rows
/// for y as well, so that they are right where both axes have as many points. Here extents are `[y, x]` when written, and
/// do not count when read. Accuracies are in percent. What is not computed is −1.
extension Surface {
  /// Names of the script's arrays.
  private enum Published {
    static let x = "xcoordinates"
    static let y = "ycoordinates"

    static func loss(_ split: String) -> String { "\(split)_loss" }
    static func accuracy(_ split: String) -> String { "\(split)_acc" }
  }

  /// What the script calls the parts of a data set.
  private static let splits = ["train", "test"]

  /// Fields with the values of the test split, where the file has those of both.
  package enum PublishedField {
    package static let testLoss = "testLoss"
    package static let testAccuracy = "testAccuracy"
  }

  private static let missing = -1.0

  /// The surface in a file of the published script, which does not say how it was computed.
  ///
  /// - Throws: `FormatError`.
  package init(published file: HDF5File) throws(FormatError) {
    guard let split = Self.splits.first(where: { file[Published.loss($0)] != nil }), file[Published.x] != nil
    else {
      throw .unsupported(
        path: file.path, reason: "it is no surface: it needs the datasets xcoordinates and train_loss")
    }
    var axes = [try Self.axis(file, Published.x)]
    if file[Published.y] != nil { axes.append(try Self.axis(file, Published.y)) }
    let grid = Grid.axes(axes)
    guard let losses = try Self.values(file, Published.loss(split), grid) else {
      throw .storage(.missingTensor(path: file.path, name: Published.loss(split)))
    }
    var fields = [FieldName.loss: losses]
    fields[FieldName.accuracy] = try Self.values(file, Published.accuracy(split), grid, scale: 100)
    if split == "train" {
      fields[PublishedField.testLoss] = try Self.values(file, Published.loss("test"), grid)
      fields[PublishedField.testAccuracy] = try Self.values(
        file, Published.accuracy("test"), grid, scale: 100)
    }
    let name = file.path.split(separator: "/").last.map(String.init) ?? file.path
    self.init(
      grid: grid, fields: fields,
      provenance: SurfaceProvenance(imported: name, digest: Self.digest(losses), split: split))
  }

  private static func digest(_ losses: [Double]) -> Digest {
    var hasher = Digest.Hasher()
    losses.withUnsafeBytes { hasher.update($0) }
    return hasher.finish()
  }

  private static func axis(_ file: HDF5File, _ name: String) throws(FormatError) -> Axis {
    let coordinates = try file.tensor(name).doubles()
    guard let lower = coordinates.first, let upper = coordinates.last,
      let axis = try? Axis(lower: lower, upper: upper, count: coordinates.count)
    else {
      throw .unsupported(path: file.path, reason: "its \(name) are not two or more rising numbers")
    }
    // Coordinates may have been kept in single precision.
    let tolerance = 1e-6 * max(abs(lower), abs(upper))
    guard zip(axis.values, coordinates).allSatisfy({ abs($0 - $1) <= tolerance }) else {
      throw .unsupported(path: file.path, reason: "its \(name) are not evenly spaced")
    }
    return axis
  }

  /// An array with a number for each point, divided by a scale; NaN where it is not computed, nil where there is no such array.
  private static func values(
    _ file: HDF5File, _ name: String, _ grid: Grid, scale: Double = 1
  ) throws(FormatError) -> [Double]? {
    guard file[name] != nil else { return nil }
    let tensor = try file.tensor(name)
    guard tensor.count == grid.count else {
      throw .corrupt(path: file.path, reason: "\(name) has \(tensor.count) numbers for \(grid.count) points")
    }
    return tensor.doubles().map { $0 == missing ? .nan : $0 / scale }
  }

  /// Writes a line or plane as the script does; the values of other splits than those of training under `test_`.
  ///
  /// Errors of losses, other quantities, landmarks and what the surface was computed from are not kept.
  ///
  /// - Throws: `FormatError`.
  package func writePublished(to path: String) throws(FormatError) {
    precondition(isLineOrPlane, "a published surface is a line or plane")
    let split = provenance.split == "train" ? "train" : "test"
    var tensors = [(path: Published.x, tensor: Self.tensor(x.values, [x.count]))]
    if let y { tensors.append((Published.y, Self.tensor(y.values, [y.count]))) }
    func add(_ name: String, _ values: [Double]?, scale: Double = 1) {
      guard let values, values.contains(where: { !$0.isNaN }) else { return }
      let numbers = values.map { $0.isNaN ? Self.missing : $0 * scale }
      tensors.append((name, Self.tensor(numbers, grid.shape)))
    }
    tensors.append(
      (Published.loss(split), Self.tensor(loss.map { $0.isNaN ? Self.missing : $0 }, grid.shape)))
    add(Published.accuracy(split), accuracy, scale: 100)
    if split == "train" {
      add(Published.loss("test"), self[PublishedField.testLoss])
      add(Published.accuracy("test"), self[PublishedField.testAccuracy], scale: 100)
    }
    try HDF5File.write(path, tensors)
  }

  private static func tensor(_ numbers: [Double], _ extents: [Int]) -> ForeignTensor {
    let bytes = numbers.withUnsafeBytes { Array($0) }
    guard let tensor = ForeignTensor(.float64, extents: extents, storage: ByteStorage(bytes)) else {
      preconditionFailure("\(numbers.count) numbers for \(extents)")
    }
    return tensor
  }
}
