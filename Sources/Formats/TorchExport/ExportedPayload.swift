/// What the archive says of a stored tensor: `PayloadMeta` in PyTorch's schema.
struct ExportedPayload {
  /// Its name in the `state_dict`, or that of a constant.
  let name: String
  /// The name of the file in its folder.
  let file: String
  let isParameter: Bool
  private let tensor: ExportedTensor

  /// - Throws: `FormatError`; `unsupported` for a pickle.
  init(_ scanner: inout JSONScanner, name: String) throws(FormatError) {
    self.name = name
    var file: String?
    var isParameter = false
    var isPickle = false
    var tensor: ExportedTensor?
    try scanner.beginObject()
    while let key = try scanner.nextKey() {
      switch key {
      case "path_name": file = try scanner.text()
      case "is_param": isParameter = try scanner.flag()
      case "use_pickle": isPickle = try scanner.flag()
      case "tensor_meta": tensor = scanner.takes("null") ? nil : try ExportedTensor(&scanner, hasView: true)
      default: try scanner.skip()
      }
    }
    guard !isPickle else {
      throw .unsupported(
        path: scanner.path,
        reason:
          "\(name) is stored as a pickle, since it is an object or a tensor of a class of its own; replace it "
          + "by a plain tensor before the export")
    }
    guard let file, let tensor else { throw scanner.corrupt("\(name) has no file or no shape") }
    self.file = file
    self.isParameter = isParameter
    self.tensor = tensor
  }

  /// The tensor as a view of its file's bytes.
  ///
  /// - Throws: `FormatError`.
  func view(of content: ZipArchive.Content, path: String) throws(FormatError) -> ForeignTensor {
    guard let element = ExportedType.element(tensor.type) else {
      let type = ExportedType.scalar(tensor.type) ?? "an unknown type"
      throw .unsupported(
        path: path, reason: "\(name) has elements of \(type); convert them to float32 before the export")
    }
    guard tensor.layout == ExportedTensor.strided else {
      throw .unsupported(path: path, reason: "\(name) is sparse; make it dense before the export")
    }
    guard let extents = Self.numbers(tensor.extents), let strides = Self.numbers(tensor.strides),
      case .fixed(let offset) = tensor.offset
    else { throw .corrupt(path: path, reason: "the shape of \(name) is not made of numbers") }
    if content.range.isEmpty, !extents.contains(0) {
      throw .unsupported(
        path: path,
        reason: "\(name) has no numbers; export a network whose weights are not on the device meta")
    }
    guard offset >= 0, offset <= content.range.count / element.size,
      let view = ForeignTensor(
        element, extents: extents, strides: strides, storage: content.storage,
        offset: content.range.lowerBound + offset * element.size),
      view.endOffset <= content.range.upperBound
    else {
      throw .corrupt(path: path, reason: "\(name) of shape \(extents) does not lie within its file's bytes")
    }
    return view
  }

  private static func numbers(_ extents: [ForeignGraph.Extent]) -> [Int]? {
    var numbers: [Int] = []
    for extent in extents {
      guard case .fixed(let number) = extent else { return nil }
      numbers.append(number)
    }
    return numbers
  }
}

extension ForeignTensor {
  /// Where the last element ends in the storage, in bytes; the offset for a tensor without elements.
  fileprivate var endOffset: Int {
    guard !extents.contains(0) else { return offset }
    let last = zip(extents, strides).reduce(0) { $0 + ($1.0 - 1) * $1.1 }
    return offset + (last + 1) * element.size
  }
}
