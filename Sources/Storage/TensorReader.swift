import Glibc

/// A safetensors file whose tensors stay on disk: parts of them are read when they are wanted.
///
/// Any number of threads may read at the same time.
package final class TensorReader: Sendable {
  package let path: String
  /// Texts by name.
  package let metadata: [String: String]
  private let descriptor: Int32
  private let start: Int
  private let places: [String: SafetensorsHeader.Place]

  /// Opens a regular file and reads its header.
  ///
  /// - Throws: `StorageError` `missing`, `isDirectory`, `notRegular` or `unreadable`, and what a header that is damaged throws.
  package init(_ path: String) throws(StorageError) {
    let size = try FileBytes.size(of: path)
    let length = try SafetensorsHeader.length(try FileBytes.read(path, first: 9), path: path)
    let header = try SafetensorsHeader(
      parsing: try FileBytes.read(path, first: min(size, 8 + length)), size: size, path: path)
    var places: [String: SafetensorsHeader.Place] = [:]
    for place in try header.places(size: { TensorFile.ElementType(rawValue: $0)?.size }) {
      places[place.name] = place
    }
    descriptor = open(path, O_RDONLY | O_CLOEXEC)
    guard descriptor >= 0 else { throw .unreadable(path: path, code: errno) }
    self.path = path
    metadata = header.metadata
    start = header.start
    self.places = places
  }

  deinit { close(descriptor) }

  /// Extents of a tensor, slowest first; nil if no tensor has that name.
  package func shape(_ name: String) -> [Int]? { places[name]?.shape }

  /// Copies a stretch of a tensor of 32-bit floats, as long as the target.
  ///
  /// - Parameter first: number of its first element in the tensor.
  /// - Throws: `StorageError` `missingTensor`, `wrongTensor`, `truncated` or `unreadable`.
  package func read(
    _ name: String, from first: Int, into target: UnsafeMutableBufferPointer<Float>
  ) throws(StorageError) {
    try read(name, .float32, from: first, into: UnsafeMutableRawBufferPointer(target))
  }

  /// The elements of a tensor of 64-bit floats.
  ///
  /// - Throws: the same.
  package func doubles(_ name: String) throws(StorageError) -> [Double] {
    guard let place = places[name] else { throw .missingTensor(path: path, name: name) }
    var result = [Double](repeating: 0, count: place.bytes.count / 8)
    var failure: StorageError?
    result.withUnsafeMutableBytes { buffer in
      do throws(StorageError) { try read(name, .float64, from: 0, into: buffer) } catch { failure = error }
    }
    if let failure { throw failure }
    return result
  }

  private func read(
    _ name: String, _ type: TensorFile.ElementType, from first: Int,
    into target: UnsafeMutableRawBufferPointer
  ) throws(StorageError) {
    guard let place = places[name] else { throw .missingTensor(path: path, name: name) }
    guard place.type == type.rawValue else {
      throw .wrongTensor(
        path: path, name: name, expected: "\(type.rawValue) \(place.shape)",
        found: "\(place.type) \(place.shape)")
    }
    precondition(
      first >= 0 && first * type.size + target.count <= place.bytes.count, "a stretch beyond \(name)")
    guard let base = target.baseAddress else { return }
    let offset = start + place.bytes.lowerBound + first * type.size
    var done = 0
    while done < target.count {
      let got = pread(descriptor, base + done, target.count - done, offset + done)
      if got < 0, errno == EINTR { continue }
      guard got >= 0 else { throw .unreadable(path: path, code: errno) }
      // Somebody has cut it off since it was opened.
      guard got > 0 else {
        throw .truncated(path: path, expected: offset + target.count, found: offset + done)
      }
      done += got
    }
  }
}
