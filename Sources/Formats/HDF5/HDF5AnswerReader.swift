import Glibc
import Numerics
import Storage

/// Reads what a process says of a file, which may be anything once the file has damaged its memory.
struct HDF5AnswerReader {
  private let descriptor: Int32
  private let path: String
  /// Seconds to wait for a byte.
  private let patience: Int
  /// Bytes that may still come.
  private var room: Int

  /// Bytes of a line of JSON at most.
  private static let longestText = 64 << 20
  /// Bytes of all datasets together: this, and as many times the file's size as the process may take.
  private static let base = 256 << 20

  init(descriptor: Int32, path: String, fileSize: Int, patience: Int) {
    self.descriptor = descriptor
    self.path = path
    self.patience = patience
    let most = fileSize.multipliedReportingOverflow(by: HDF5Service.memory.factor)
    room = Self.base + (most.overflow ? Int.max / 2 : min(most.partialValue, Int.max / 2))
  }

  /// Reads the whole answer.
  mutating func content() throws(FormatError) -> HDF5Process.Content {
    var content = HDF5Process.Content()
    switch try answer() {
    case .listing(let entries):
      for entry in entries {
        guard let dataset = HDF5File.Dataset(entry) else { throw fallen }
        content.datasets.append(dataset)
      }
    case .problem(let problem): throw problem.error(of: path)
    case .bytes: throw fallen
    }
    for dataset in content.datasets {
      guard let element = dataset.element else { continue }
      switch try answer() {
      case .problem(let problem): content.values[dataset.path] = .failure(problem.error(of: path))
      case .bytes(let count):
        guard count >= 0, count <= room else {
          throw .storage(.tooLarge(path: path, claimed: UInt64(max(0, count))))
        }
        room -= count
        guard
          let tensor = ForeignTensor(
            element, extents: dataset.extents, storage: ByteStorage(try bytes(count))),
          tensor.count * element.size == count
        else { throw fallen }
        content.values[dataset.path] = .success(tensor)
      case .listing: throw fallen
      }
    }
    return content
  }

  private var fallen: FormatError { .corrupt(path: path, reason: "libhdf5 cannot read it") }

  private func answer() throws(FormatError) -> HDF5Answer {
    let length = try bytes(8).enumerated().reduce(UInt64(0)) {
      $0 | UInt64($1.element) << UInt64(8 * $1.offset)
    }
    guard length <= UInt64(Self.longestText) else { throw fallen }
    let text = String(decoding: try bytes(Int(length)), as: UTF8.self)
    do throws(StorageError) {
      return try JSONText.decode(text, path: path, what: "answer")
    } catch { throw fallen }
  }

  /// The next bytes.
  ///
  /// - Throws: `FormatError.corrupt` where they do not come, since the process has fallen or hangs.
  private func bytes(_ count: Int) throws(FormatError) -> [UInt8] {
    var failure: FormatError?
    let found = [UInt8](unsafeUninitializedCapacity: count) { buffer, filled in
      while filled < count, failure == nil, let start = buffer.baseAddress {
        var event = pollfd(fd: descriptor, events: Int16(POLLIN), revents: 0)
        let ready = poll(&event, 1, Int32(clamping: patience * 1000))
        if ready < 0, errno == EINTR { continue }
        guard ready > 0 else {
          failure = .corrupt(path: path, reason: "libhdf5 has not read it within \(patience) seconds")
          break
        }
        let got = Glibc.read(descriptor, start + filled, count - filled)
        if got < 0, errno == EINTR { continue }
        if got > 0 { filled += got } else { failure = fallen }
      }
    }
    if let failure { throw failure }
    return found
  }
}
