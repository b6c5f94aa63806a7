/// What made a model, for the record.
package struct ModelSource: Codable, Hashable, Sendable {
  /// Name and version of the program.
  package var program: String
  /// The command line; nil where it is not known.
  package var command: String?
  /// Name of the file that the model was read from first, without its folder; nil for one that was never in a file.
  package var fileName: String?

  package init(program: String, command: String? = nil, fileName: String? = nil) {
    self.program = program
    self.command = command
    self.fileName = fileName
  }
}
