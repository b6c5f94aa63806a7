import Numerics
import Storage

/// The arrays of numbers in an HDF5 file, by their paths in its groups.
///
/// Read by libhdf5, which is loaded when it is first needed, in a process of its own where `HDF5Process` says one. Links to other
/// files and to other names are not followed.
package struct HDF5File: Sendable {
  /// An array.
  package struct Dataset: Hashable, Sendable {
    /// Names of the groups and of the dataset, such as `xdirection/0`.
    package let path: String
    /// Extents, slowest first; none for a scalar.
    package let extents: [Int]
    /// What the elements are once they are read; nil for texts and other things that are no numbers.
    package let element: ForeignTensor.Element?
  }

  /// Where the file lies.
  package let path: String
  /// In the order of the groups' names.
  package let datasets: [Dataset]
  private let size: Int
  /// The elements, where another process has read them.
  private let values: [String: Result<ForeignTensor, FormatError>]?

  /// Opens a file and lists what it holds.
  ///
  /// - Parameter process: what reads the file apart; nil to read it here, where a damaged file can end the program.
  /// - Throws: `FormatError`: `storage` where there is no file, or another one, and `unsupported` without libhdf5.
  package init(
    reading path: String, by process: HDF5Process? = HDF5Process.usual.withLock { $0 }
  ) throws(FormatError) {
    guard let process else {
      self = try HDF5File(inProcess: path)
      return
    }
    size = try Self.size(of: path)
    self.path = path
    let content = try process.content(of: path, size: size)
    datasets = content.datasets
    values = content.values
  }

  /// Opens a file and lists what it holds, without another process.
  init(inProcess path: String) throws(FormatError) {
    size = try Self.size(of: path)
    self.path = path
    values = nil
    datasets = try HDF5Library.use(for: path) { library throws(FormatError) in
      try Self.datasets(in: path, library)
    }
  }

  /// Bytes of a file of HDF5.
  private static func size(of path: String) throws(FormatError) -> Int {
    let (first, size): ([UInt8], Int)
    do throws(StorageError) {
      first = try FileBytes.read(path, first: 8)
      size = try FileBytes.size(of: path)
    } catch { throw .storage(error) }
    guard isHDF5(first) else { throw .storage(.foreign(path: path, expected: "HDF5")) }
    return size
  }

  /// Whether a file that begins with these bytes is one of HDF5 without bytes of others before it.
  package static func isHDF5(_ firstBytes: [UInt8]) -> Bool {
    firstBytes.starts(with: [0x89] + Array("HDF\r\n".utf8) + [0x1a, 0x0a])
  }

  /// The dataset of a path, if there is one.
  package subscript(path: String) -> Dataset? { datasets.first { $0.path == path } }

  /// The elements of a dataset, in row-major order; numbers of 16 bits with a fraction become `float32`.
  ///
  /// - Throws: `FormatError`: `storage.missingTensor` where there is no such dataset, `unsupported` where it holds no
  ///   numbers, or keeps them in other files.
  package func tensor(_ name: String) throws(FormatError) -> ForeignTensor {
    guard let dataset = self[name] else { throw .storage(.missingTensor(path: path, name: name)) }
    guard let element = dataset.element else {
      throw .unsupported(path: path, reason: "\(name) holds no numbers; name another dataset")
    }
    if let values {
      guard let value = values[name] else { throw .storage(.missingTensor(path: path, name: name)) }
      return try value.get()
    }
    let (path, size) = (path, size)
    let bytes = try HDF5Library.use(for: path) { library throws(FormatError) in
      try Self.bytes(of: dataset, element, in: path, size: size, library)
    }
    guard let tensor = ForeignTensor(element, extents: dataset.extents, storage: ByteStorage(bytes)) else {
      throw .corrupt(path: path, reason: "\(name) has the impossible shape \(dataset.extents)")
    }
    return tensor
  }

  static func unreadable(_ path: String, _ name: String) -> FormatError {
    .corrupt(path: path, reason: "\(name) cannot be read")
  }

  /// What a file holds; the library is in use.
  static func datasets(in path: String, _ library: HDF5Library) throws(FormatError) -> [Dataset] {
    let file = try open(path, library)
    var listing = HDF5Listing(library: library, path: path)
    try listing.list(file, prefix: "", depth: 0)
    return listing.datasets
  }

  /// The elements of a dataset as this machine has them in memory; the library is in use.
  static func bytes(
    of dataset: Dataset, _ element: ForeignTensor.Element, in path: String, size: Int, _ library: HDF5Library
  ) throws(FormatError) -> [UInt8] {
    let file = try open(path, library)
    guard let object = HDF5Handle(library.openObject(file.identifier, dataset.path, 0), library) else {
      throw unreadable(path, dataset.path)
    }
    return try HDF5Content(library: library, dataset: dataset, fileSize: size, path: path).bytes(
      object, element)
  }

  private static func open(_ path: String, _ library: HDF5Library) throws(FormatError) -> HDF5Handle {
    guard let file = HDF5Handle(library.openFile(path, 0, 0), library) else {
      throw .corrupt(path: path, reason: "libhdf5 cannot open it")
    }
    return file
  }
}
