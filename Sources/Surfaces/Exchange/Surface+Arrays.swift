import Formats

extension Surface {
  /// Names of the quantities with a value at some point: loss, accuracy, then the others by name.
  var knownFields: [String] {
    let others = fields.keys.filter { $0 != FieldName.loss && $0 != FieldName.accuracy }.sorted()
    return [FieldName.loss]
      + ([FieldName.accuracy] + others).filter { name in fields[name]?.contains { !$0.isNaN } ?? false }
  }

  /// The bytes of an `.npz` file of a line or plane: coordinates `x` and `y`, and an array `[y, x]`, or `[x]`, for each quantity.
  ///
  /// Values that are not computed are NaN, diverged losses infinite; accuracies are fractions.
  package var archive: [UInt8] {
    precondition(isLineOrPlane, "arrays of what is no line or plane")
    var arrays = zip(["x", "y"], grid.axes).map { name, axis in
      (name: name, array: NumPyArray.file(axis.values, extents: [axis.count]))
    }
    for name in knownFields {
      arrays.append((name, NumPyArray.file(fields[name] ?? [], extents: grid.shape)))
    }
    return NumPyArchive.file(arrays)
  }

  /// A line or plane as comma-separated values: a header, then a row for each point, x changing fastest.
  ///
  /// Each number has the digits that give it again; values that are not computed are `nan`, diverged losses `inf`.
  package var table: String {
    precondition(isLineOrPlane, "a table of what is no line or plane")
    let columns = knownFields.map { fields[$0] ?? [] }
    var text = (zip(["x", "y"], grid.axes).map(\.0) + knownFields).joined(separator: ",") + "\n"
    for index in 0..<count {
      let numbers = grid.coordinates(of: index) + columns.map { $0[index] }
      text += numbers.map(\.description).joined(separator: ",") + "\n"
    }
    return text
  }
}
