import Storage

extension Failure {
  /// An error with files, in words.
  init(_ error: StorageError) {
    switch error {
    case .missing(let path): self.init(.noInput, "\(path): no such file; check the path")
    case .isDirectory(let path): self.init(.noInput, "\(path): this is a folder; name a file")
    case .notRegular(let path):
      self.init(.noInput, "\(path): a pipe or device, which cannot be read twice; name a file")
    case .cannotBeReadBack(let path):
      self.init(
        .cannotCreate,
        "\(path): a pipe or device, and what is written has to be read back to go on; choose a file with -o")
    case .unreadable(let path, let code):
      self.init(.noInput, "\(path): cannot be read (\(Self.reason(code))); check its permissions")
    case .missingFolder(let path):
      self.init(.cannotCreate, "\(path): the folder does not exist; make it first or choose another with -o")
    case .unwritable(let path, let code):
      self.init(
        .cannotCreate, "\(path): cannot be written (\(Self.reason(code))); choose another place with -o")
    case .interrupted(let path):
      self.init(.interrupted, "\(path): stopped while nobody read the pipe; start its reader and repeat")
    case .beyondSizeLimit(let path):
      self.init(
        .inputOutput,
        "\(path): would exceed the largest file that is allowed here; what was there is kept - "
          + "raise the limit (ulimit -f) and repeat")
    case .locked(let path, let holder):
      self.init(
        .temporary,
        "\(path): \(Self.describe(holder)) is writing it; wait for its end or choose another file with -o")
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

  private static func describe(_ holder: LockHolder?) -> String {
    guard let holder else { return "another process" }
    return "process \(holder.process)" + (holder.host.isEmpty ? "" : " on \(holder.host)")
  }
}
