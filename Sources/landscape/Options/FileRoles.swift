import Storage

/// The files that a command reads and those that it writes, so that no output replaces an input or another output.
struct FileRoles {
  /// A file and what it is to the command, such as `the checkpoint` or `--data`.
  struct File {
    let role: String
    let path: String

    init(_ role: String, _ path: String) {
      self.role = role
      self.path = path
    }
  }

  let inputs: [File]
  let outputs: [File]

  init(reads inputs: [File], writes outputs: [File]) {
    self.inputs = inputs
    self.outputs = outputs
  }

  /// Makes sure that each output is a file of its own, however its path is spelled.
  ///
  /// - Throws: `Failure` that names both roles.
  func check() throws {
    var found: [FileIdentity: (file: File, isInput: Bool)] = [:]
    for file in inputs {
      guard let identity = FileIdentity(of: file.path), found[identity] == nil else { continue }
      found[identity] = (file, true)
    }
    for file in outputs {
      guard let identity = FileIdentity(of: file.path) else { continue }
      guard let other = found.updateValue((file, false), forKey: identity) else { continue }
      throw Failure(.usage, "\(file.path): \(Self.words(file, other.file, isInput: other.isInput))")
    }
  }

  /// Why an output cannot go where another file is.
  private static func words(_ output: File, _ other: File, isInput: Bool) -> String {
    let name = other.path == output.path ? "" : " (\(other.path))"
    if isInput { return "\(output.role) would replace \(other.role)\(name); name another file" }
    if output.role == other.role {
      return "\(output.role) of two inputs would go there; name them one by one with -o"
    }
    return "both \(other.role)\(name) and \(output.role) would go there; name them one by one"
  }
}

extension String? {
  /// The file with a role, where one is named.
  func file(_ role: String) -> [FileRoles.File] { map { [FileRoles.File(role, $0)] } ?? [] }
}
