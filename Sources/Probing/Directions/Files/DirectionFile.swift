import Formats
import Storage

/// Directions in a file, each either tensors in an order or tensors by name.
///
/// HDF5 as the published script of Li et al. 2018 (arXiv:1712.09913) writes it, with datasets `xdirection/0`, `xdirection/1` …
/// and `ydirection/0` …; safetensors and `.npz` with tensors `0/NAME` of the first direction and `1/NAME` of the second.
/// Either way of naming is read from every kind of file.
package struct DirectionFile: Sendable {
  /// One direction.
  package enum Content: Sendable {
    case ordered([ForeignTensor])
    case named([(name: String, tensor: ForeignTensor)])
  }

  /// Kinds of files, by the ending.
  package enum Kind: String, CaseIterable, Sendable {
    case hdf5 = "h5"
    case safetensors
    case numpy = "npz"

    /// The kind that a path's ending says.
    package init?(path: String) {
      let ending = path.split(separator: ".").last.map { $0.lowercased() } ?? ""
      guard let kind = Kind(rawValue: ending == "hdf5" ? "h5" : ending) else { return nil }
      self = kind
    }
  }

  /// The last part of its path, for the record.
  package let name: String
  /// In the order of the coordinates.
  package let directions: [Content]

  /// Reads a file, whose first bytes say of which kind it is.
  ///
  /// - Throws: `FormatError`; `unsupported` where the file names no directions.
  package init(reading path: String) throws(FormatError) {
    let first: [UInt8]
    do throws(StorageError) { first = try FileBytes.read(path, first: 9) } catch { throw .storage(error) }
    var tensors: [(name: String, tensor: ForeignTensor)] = []
    if HDF5File.isHDF5(first) {
      let file = try HDF5File(reading: path)
      for dataset in file.datasets where Self.parts(of: dataset.path) != nil {
        tensors.append((dataset.path, try file.tensor(dataset.path)))
      }
    } else if ZipArchive.isArchive(first) {
      let file = try NumPyArchive(reading: path)
      for name in file.names where Self.parts(of: name) != nil {
        if let tensor = try file.tensor(name) { tensors.append((name, tensor)) }
      }
    } else {
      let file = try SafetensorsFile(reading: path)
      for name in file.names { file.tensors[name].map { tensors.append((name, $0)) } }
    }
    try self.init(tensors, path: path)
  }

  /// The directions among tensors by name; others are left out.
  ///
  /// - Throws: `FormatError.unsupported` where there are none.
  init(_ tensors: [(name: String, tensor: ForeignTensor)], path: String) throws(FormatError) {
    name = path.split(separator: "/").last.map(String.init) ?? path
    var found: [Int: [(name: String, tensor: ForeignTensor)]] = [:]
    for (name, tensor) in tensors {
      guard let (direction, rest) = Self.parts(of: name) else { continue }
      found[direction, default: []].append((rest, tensor))
    }
    var directions: [Content] = []
    while let entries = found[directions.count] {
      directions.append(try Self.content(entries, number: directions.count, path: path))
    }
    guard !directions.isEmpty, found.count == directions.count else {
      throw .unsupported(
        path: path,
        reason: "it has no directions: its tensors should be named xdirection/0, xdirection/1, … and "
          + "ydirection/0, …, or 0/NAME and 1/NAME")
    }
    self.directions = directions
  }

  /// Number of the direction that a tensor belongs to, and its name there; nil where it belongs to none.
  private static func parts(of name: String) -> (direction: Int, rest: String)? {
    guard let slash = name.firstIndex(of: "/") else { return nil }
    let rest = String(name[name.index(after: slash)...])
    switch name[..<slash] {
    case "xdirection", "0": return rest.isEmpty ? nil : (0, rest)
    case "ydirection", "1": return rest.isEmpty ? nil : (1, rest)
    default: return nil
    }
  }

  private static func content(
    _ entries: [(name: String, tensor: ForeignTensor)], number: Int, path: String
  ) throws(FormatError) -> Content {
    let numbers = entries.map { Int($0.name) }
    guard numbers.allSatisfy({ $0 != nil }) else { return .named(entries) }
    let sorted = zip(numbers.compactMap(\.self), entries.map(\.tensor)).sorted { $0.0 < $1.0 }
    guard sorted.map(\.0) == Array(0..<sorted.count) else {
      throw .corrupt(
        path: path, reason: "the tensors of its direction \(number + 1) are not numbered from 0 on")
    }
    return .ordered(sorted.map(\.1))
  }
}
