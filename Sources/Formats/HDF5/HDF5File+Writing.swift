import Storage

extension HDF5File {
  /// Writes tensors under their paths, whose groups are made, replacing the file as a whole.
  ///
  /// The same tensors give the same bytes with the same version of libhdf5, which makes the file in memory. Booleans are
  /// written as bytes, halves as `float32`.
  ///
  /// - Throws: `FormatError`: `storage` in the cases of `AtomicFile.replace`, `unsupported` without libhdf5.
  package static func write(
    _ path: String, _ tensors: [(path: String, tensor: ForeignTensor)]
  ) throws(FormatError) {
    let bytes = try HDF5Library.use(for: path) { library throws(FormatError) in
      guard let bytes = image(of: tensors, library) else {
        throw .unsupported(path: path, reason: "libhdf5 cannot write it")
      }
      return bytes
    }
    do throws(StorageError) { try AtomicFile.replace(path: path, with: bytes) } catch {
      throw .storage(error)
    }
  }

  /// Bytes by which the file in memory grows.
  private static let increment = 1 << 20
  private static let truncating: UInt32 = 2
  private static let wholeFile: Int32 = 1
  private static let scalarSpace: Int32 = 0

  private static func image(
    of tensors: [(path: String, tensor: ForeignTensor)], _ library: HDF5Library
  ) -> [UInt8]? {
    guard let access = HDF5Handle(library.createProperties(library.fileAccess), library),
      library.keepInMemory(access.identifier, increment, false) >= 0,
      // The name is not used, but must be one that no open file has.
      let file = HDF5Handle(
        library.createFile("in memory", truncating, 0, access.identifier), library)
    else { return nil }
    var groups: Set<String> = []
    for (path, tensor) in tensors {
      guard addGroups(of: path, to: file, &groups, library), add(tensor, path, to: file, library) else {
        return nil
      }
    }
    guard library.flush(file.identifier, wholeFile) >= 0 else { return nil }
    let size = library.image(file.identifier, nil, 0)
    guard size > 0 else { return nil }
    let bytes = [UInt8](unsafeUninitializedCapacity: size) { buffer, filled in
      filled = max(0, library.image(file.identifier, buffer.baseAddress, size))
    }
    return bytes.count == size ? bytes : nil
  }

  private static func addGroups(
    of path: String, to file: borrowing HDF5Handle, _ groups: inout Set<String>, _ library: HDF5Library
  ) -> Bool {
    var name = ""
    for part in path.split(separator: "/").dropLast() {
      name += (name.isEmpty ? "" : "/") + part
      guard groups.insert(name).inserted else { continue }
      guard HDF5Handle(library.createGroup(file.identifier, name, 0, 0, 0), library) != nil else {
        return false
      }
    }
    return true
  }

  private static func add(
    _ tensor: ForeignTensor, _ path: String, to file: borrowing HDF5Handle, _ library: HDF5Library
  ) -> Bool {
    let (element, bytes) = rowMajorBytes(tensor)
    var extents = tensor.extents.map { UInt64($0) }
    let space = HDF5Handle(
      extents.isEmpty
        ? library.createScalar(scalarSpace) : library.createSimple(Int32(extents.count), &extents, nil),
      library)
    guard let type = library.types[element], let space,
      let creation = HDF5Handle(library.createProperties(library.datasetCreation), library),
      library.keepTimes(creation.identifier, false) >= 0,
      let dataset = HDF5Handle(
        library.createDataset(file.identifier, path, type, space.identifier, 0, creation.identifier, 0),
        library)
    else { return false }
    var copy = bytes
    return copy.withUnsafeMutableBytes {
      library.write(dataset.identifier, type, 0, 0, 0, $0.baseAddress) >= 0
    }
  }

  /// The elements in row-major order, as this machine has them in memory.
  private static func rowMajorBytes(_ tensor: ForeignTensor) -> (ForeignTensor.Element, [UInt8]) {
    func bytes<Number>(_ numbers: [Number]) -> [UInt8] { numbers.withUnsafeBytes { Array($0) } }
    switch tensor.element {
    case .float16, .bfloat16: return (.float32, bytes(tensor.floats()))
    case _ where tensor.isRowMajor:
      let size = tensor.count * tensor.element.size
      let part = tensor.storage.bytes[tensor.offset..<tensor.offset + size]
      return (tensor.element == .bool ? .uint8 : tensor.element, Array(part))
    case .float32: return (.float32, bytes(tensor.floats()))
    case .float64: return (.float64, bytes(tensor.doubles()))
    default: return (.int64, bytes(tensor.integers().map { Int64($0) }))
    }
  }
}
