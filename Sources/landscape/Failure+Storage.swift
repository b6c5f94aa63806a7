import Storage

extension Failure {
  /// An error with files, in words.
  init(_ error: StorageError) {
    switch error {
    case .missing(let path): self.init(.noInput, "\(path): no such file; check the path")
    case .isDirectory(let path): self.init(.noInput, "\(path): this is a folder; name a file")
    case .unreadable(let path, let code):
      self.init(.noInput, "\(path): cannot be read (\(Self.reason(code))); check its permissions")
    case .missingFolder(let path):
      self.init(.cannotCreate, "\(path): the folder does not exist; make it first or choose another with -o")
    case .unwritable(let path, let code):
      self.init(
        .cannotCreate, "\(path): cannot be written (\(Self.reason(code))); choose another place with -o")
    case .diskFull(let path):
      self.init(
        .inputOutput, "\(path): the disk is full; what was there is kept - free some space and repeat")
    case .truncated(let path, let expected, let found):
      self.init(
        .data,
        "\(path): truncated (\(found.grouped) of at least \(expected.grouped) bytes); make or fetch it again")
    case .corrupt(let path, let reason):
      self.init(.data, "\(path): damaged (\(reason)); make or fetch it again")
    case .foreign(let path, let expected):
      self.init(.data, "\(path): not a \(expected) file; name one that landscape made")
    case .tooLarge(let path, let claimed):
      self.init(.data, "\(path): claims \(claimed) bytes, more than such a file can have; it is damaged")
    case .missingTensor(let path, let name):
      self.init(.data, "\(path): damaged (it lacks \(name)); make it again")
    case .wrongTensor(let path, let name, let expected, let found):
      self.init(.data, "\(path): damaged (\(name) is \(found), not \(expected)); make it again")
    }
  }
}
