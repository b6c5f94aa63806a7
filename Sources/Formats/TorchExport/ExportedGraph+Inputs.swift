extension ExportedGraph {
  /// What the file says of an input.
  ///
  /// - Throws: `FormatError.unsupported`, for an element type that tensors here cannot have.
  func input(_ name: String, path: String) throws(FormatError) -> ForeignGraph.Input {
    guard let tensor = tensors[name] else {
      // Symbolic integers are inputs of graphs as well.
      return ForeignGraph.Input(name: name, element: .int64, extents: integers[name] == nil ? nil : [])
    }
    guard let element = ExportedType.element(tensor.type) else {
      let type = ExportedType.scalar(tensor.type) ?? "an unknown type"
      throw .unsupported(
        path: path,
        reason: "the input \(name) has elements of \(type); export a network that takes real numbers")
    }
    return ForeignGraph.Input(name: name, element: element, extents: tensor.extents)
  }
}
