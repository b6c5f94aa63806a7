/// What a process that reads a file apart says of it: lines of JSON, each with its length before it, and the bytes of datasets.
///
/// First the listing, or why there is none; then for each dataset of numbers its size and bytes, or why it cannot be read.
enum HDF5Answer: Codable, Sendable {
  /// A dataset as it travels.
  struct Entry: Codable, Sendable {
    let path: String
    let extents: [Int]
    /// Name of its elements; nil for what is no numbers.
    let element: String?
  }

  /// Why something cannot be had; the reader knows the path.
  enum Problem: Codable, Sendable {
    case corrupt(String)
    case unsupported(String)
    case tooLarge(UInt64)
  }

  case listing([Entry])
  /// So many bytes follow.
  case bytes(Int)
  case problem(Problem)
}

extension HDF5Answer.Problem {
  init(_ error: FormatError) {
    switch error {
    case .corrupt(_, let reason): self = .corrupt(reason)
    case .unsupported(_, let reason): self = .unsupported(reason)
    case .storage(.tooLarge(_, let claimed)): self = .tooLarge(claimed)
    case .storage: self = .corrupt("it cannot be read")
    }
  }

  /// The error, of the file that was asked for.
  func error(of path: String) -> FormatError {
    switch self {
    case .corrupt(let reason): .corrupt(path: path, reason: reason)
    case .unsupported(let reason): .unsupported(path: path, reason: reason)
    case .tooLarge(let claimed): .storage(.tooLarge(path: path, claimed: claimed))
    }
  }
}

extension HDF5File.Dataset {
  init?(_ entry: HDF5Answer.Entry) {
    let element = entry.element.flatMap(ForeignTensor.Element.init(rawValue:))
    guard entry.element == nil || element != nil else { return nil }
    self.init(path: entry.path, extents: entry.extents, element: element)
  }

  var entry: HDF5Answer.Entry { HDF5Answer.Entry(path: path, extents: extents, element: element?.rawValue) }
}
