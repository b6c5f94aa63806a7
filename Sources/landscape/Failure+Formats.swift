import Formats

extension Failure {
  /// An error with a file of another program, in words.
  init(_ error: FormatError) {
    switch error {
    case .storage(let error): self.init(error)
    case .corrupt(let path, let reason): self.init(.data, "\(path): damaged (\(reason)); make it again")
    case .unsupported(let path, let reason): self.init(.data, "\(path): \(reason)")
    }
  }
}
