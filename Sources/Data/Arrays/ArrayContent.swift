import Formats
import Storage

/// The arrays in a file of data, or in two, by name: `x`, further inputs `x1`, `x2` …, and `y`.
struct ArrayContent {
  /// What errors name.
  let path: String
  let names: [String]
  /// An array that is there.
  private let read: (String) throws(DatasetError) -> ForeignTensor?

  init(
    path: String, names: [String], _ read: @escaping (String) throws(DatasetError) -> ForeignTensor?
  ) {
    self.path = path
    self.names = names
    self.read = read
  }

  init(path: String, _ tensors: [String: ForeignTensor]) {
    self.init(path: path, names: tensors.keys.sorted()) { tensors[$0] }
  }

  /// The array of a name, if there is one.
  ///
  /// - Throws: `DatasetError.format` where it is damaged or not of numbers.
  func tensor(_ name: String) throws(DatasetError) -> ForeignTensor? { try read(name) }

  // MARK: Opening

  /// How a user can name data, for errors.
  static let forms =
    ".npz, .npy, .safetensors, .csv, .bin (tokens), x.npy,y.npy, images,labels (IDX) or a folder of images"

  /// Opens what a user named: a file, a folder with `x.npy` and `y.npy`, or two files with a comma between them.
  ///
  /// What a file holds is told by its content; tables and tokens, which do not say, by their endings.
  ///
  /// - Parameters:
  ///   - column: the column of a table to predict; the last one when nil.
  ///   - rows: of the table that a network looks tokens up in, where it does.
  /// - Throws: `DatasetError`.
  init(opening path: String, column: String?, rows: Int?) throws(DatasetError) {
    let parts = path.split(separator: ",", omittingEmptySubsequences: false).map(String.init)
    let isPair = parts.count == 2 && !FileBytes.exists(path)
    if isPair {
      try self.init(inputs: parts[0], labels: parts[1], path: path)
    } else {
      try self.init(single: path, column: column, rows: rows)
    }
    if column != nil, isPair || !Self.isTable(path) {
      throw .array(path: path, reason: "it has no columns; leave --target out")
    }
  }

  private init(single path: String, column: String?, rows: Int?) throws(DatasetError) {
    let start: [UInt8]
    do throws(StorageError) {
      start = try FileBytes.read(path, first: 9)
    } catch .isDirectory {
      let (x, y) = ("\(path)/x.npy", "\(path)/y.npy")
      guard FileBytes.exists(x), FileBytes.exists(y) else {
        throw .array(path: path, reason: "a folder without x.npy and y.npy; name a file: \(Self.forms)")
      }
      self = try Self(inputs: x, labels: y, path: path)
      return
    } catch { throw .file(error) }
    guard !start.isEmpty else { throw .empty(path: path) }
    if start.starts(with: [0x50, 0x4b, 3, 4]) || start.starts(with: [0x50, 0x4b, 5, 6]) {
      let archive = try Self.describing { () throws(FormatError) in try NumPyArchive(reading: path) }
      self.init(path: path, names: archive.names) { name throws(DatasetError) in
        try Self.describing { () throws(FormatError) in try archive.tensor(name) }
      }
    } else if NumPyArray.isArray(start) {
      let folder = path.lastIndex(of: "/").map { String(path[...$0]) } ?? ""
      let other = "\(folder)y.npy"
      if path == "\(folder)x.npy", FileBytes.exists(other) {
        try self.init(inputs: path, labels: other, path: path)
      } else {
        self.init(path: path, ["x": try Self.array(path)])
      }
    } else if SafetensorsFile.isContainer(start) {
      let file = try Self.describing { () throws(FormatError) in try SafetensorsFile(reading: path) }
      self.init(path: path, names: file.names) { file.tensors[$0] }
    } else if start.starts(with: [0, 0, 8]) {
      throw .array(path: path, reason: "an IDX file alone; name images and labels with a comma between them")
    } else if Self.isTable(path) {
      try self.init(table: path, column: column)
    } else if path.hasSuffix(".bin") {
      try self.init(tokens: path, rows: rows)
    } else {
      throw .array(path: path, reason: "not data that is known; name one of \(Self.forms)")
    }
  }

  /// A file each for inputs and labels: arrays of NumPy, or in the IDX format.
  private init(inputs: String, labels: String, path: String) throws(DatasetError) {
    var starts: [[UInt8]] = []
    for file in [inputs, labels] {
      do throws(StorageError) { starts.append(try FileBytes.read(file, first: 6)) } catch {
        throw .file(error)
      }
      if starts.last?.isEmpty == true { throw .empty(path: file) }
    }
    switch starts.count(where: { NumPyArray.isArray($0) }) {
    case 2: self.init(path: path, ["x": try Self.array(inputs), "y": try Self.array(labels)])
    case 0 where starts.allSatisfy { $0.starts(with: [0, 0, 8]) || $0.starts(with: [0x1f, 0x8b]) }:
      let images = try IDXReader.images(inputs)
      let labels = try IDXReader.labels(labels)
      let extents = [images.count, images.shape.channels, images.shape.height, images.shape.width]
      guard
        let x = ForeignTensor(.uint8, extents: extents, storage: ByteStorage(images.pixels)),
        let y = Self.tensor(labels.map(Int64.init), .int64)
      else { throw .array(path: path, reason: "its images have an impossible shape") }
      self.init(path: path, ["x": x, "y": y])
    default:
      throw .array(
        path: path, reason: "not a pair of .npy files, and not images and labels in the IDX format")
    }
  }

  private static func array(_ path: String) throws(DatasetError) -> ForeignTensor {
    try describing { () throws(FormatError) in try NumPyArray(reading: path).tensor }
  }

  /// A row of numbers as a tensor.
  static func tensor<Number: BitwiseCopyable>(
    _ numbers: [Number], _ element: ForeignTensor.Element, extents: [Int]? = nil
  ) -> ForeignTensor? {
    ForeignTensor(
      element, extents: extents ?? [numbers.count],
      storage: ByteStorage(numbers.withUnsafeBytes { Array($0) }))
  }

  static func describing<Value>(_ body: () throws(FormatError) -> Value) throws(DatasetError) -> Value {
    do throws(FormatError) { return try body() } catch {
      if case .storage(let error) = error { throw .file(error) }
      throw .format(error)
    }
  }
}
