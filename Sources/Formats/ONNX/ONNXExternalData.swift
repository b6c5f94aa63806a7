import Glibc
import Storage

/// The files beside a model that hold its tensors, each read once.
///
/// A model says where its tensors are and may come from a stranger: a place outside its folder is refused, also one
/// that only a symbolic link leads to. Where the model's own path is a link, its folder is that of the link and that
/// of the file. Source: ONNX, `ExternalData.md`.
final class ONNXExternalData {
  private let path: String
  private var files: [String: ByteStorage] = [:]

  /// - Parameter path: the model's.
  init(besides path: String) { self.path = path }

  /// A view of a file.
  ///
  /// - Parameters:
  ///   - entries: the texts `location`, `offset` and `length`, the last two in bytes; without a length the tensor has
  ///     as many bytes as its elements need.
  ///   - label: what to call the tensor in errors.
  /// - Throws: `FormatError`.
  func tensor(
    _ element: ForeignTensor.Element, extents: [Int], count: Int, entries: [String: String], label: String
  ) throws(FormatError) -> ForeignTensor {
    guard let location = entries["location"], !location.isEmpty else {
      throw .corrupt(path: path, reason: "\(label) is in another file, which is not named")
    }
    let expected = count * element.size
    let offset = try number(entries["offset"], label) ?? 0
    let length = try number(entries["length"], label) ?? expected
    guard length == expected else {
      throw .corrupt(
        path: path, reason: "\(label) has \(length) bytes in \(location), where \(expected) belong")
    }
    let storage = try file(location, label)
    guard let tensor = ForeignTensor(element, extents: extents, storage: storage, offset: offset) else {
      throw .corrupt(
        path: path,
        reason: "\(label) ends behind the end of \(location), which has \(storage.count) bytes")
    }
    return tensor
  }

  private func number(_ text: String?, _ label: String) throws(FormatError) -> Int? {
    guard let text else { return nil }
    guard let number = Int(text), number >= 0 else {
      throw .corrupt(path: path, reason: "\(label) has a place in another file that is no number")
    }
    return number
  }

  private func file(_ location: String, _ label: String) throws(FormatError) -> ByteStorage {
    if let storage = files[location] { return storage }
    let place = try checkedPlace(of: location, label)
    if let storage = files[place] {
      files[location] = storage
      return storage
    }
    let storage = try ByteStorage(reading: place)
    files[place] = storage
    files[location] = storage
    return storage
  }

  /// The path of a file in the model's folder, without symbolic links.
  private func checkedPlace(of location: String, _ label: String) throws(FormatError) -> String {
    // Bytes, not characters: a slash with an accent is a slash to the system.
    let parts = location.utf8.split(separator: UInt8(ascii: "/"), omittingEmptySubsequences: false)
    guard !location.utf8.starts(with: "/".utf8), !location.utf8.contains(0),
      !parts.contains(where: { $0.elementsEqual("..".utf8) })
    else {
      throw .unsupported(
        path: path, reason: "\(label) is in \(location), which is not in the model's folder")
    }
    let folder = Self.folder(of: path)
    let place = try Self.resolved("\(folder)/\(location)")
    let folders = [try Self.resolved(folder), (try? Self.resolved(path)).map(Self.folder)]
    guard folders.compactMap(\.self).contains(where: { Self.isInside(place, $0) }) else {
      throw .unsupported(
        path: path,
        reason: "\(label) is in \(location), a link that leads out of the model's folder: put a copy there")
    }
    guard case .existing = FileIdentity(of: place) else {
      throw .unsupported(path: path, reason: "\(label) is in \(location), which is not a file")
    }
    return place
  }

  private static func folder(of path: String) -> String {
    guard let slash = path.utf8.lastIndex(of: UInt8(ascii: "/")) else { return "." }
    return slash == path.startIndex ? "/" : String(path[..<slash])
  }

  private static func isInside(_ place: String, _ folder: String) -> Bool {
    place.utf8.starts(with: (folder == "/" ? folder : folder + "/").utf8)
  }

  private static func resolved(_ path: String) throws(FormatError) -> String {
    guard let target = realpath(path, nil) else {
      let code = errno
      let isMissing = code == ENOENT || code == ENOTDIR
      throw .storage(isMissing ? .missing(path: path) : .unreadable(path: path, code: code))
    }
    defer { free(target) }
    return String(cString: target)
  }
}
