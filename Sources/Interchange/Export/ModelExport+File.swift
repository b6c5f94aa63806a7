import Models
import Storage

extension ModelExport {
  /// A kind of file, with the ending that says so.
  package enum Format: String, CaseIterable, Sendable {
    case onnx
    case torchExport = "pt2"
    case safetensors

    /// The format of a file by the ending of its name, whatever its case; nil for other endings.
    package init?(of path: String) {
      let name = path.split(separator: "/").last ?? ""
      guard let dot = name.lastIndex(of: ".") else { return nil }
      self.init(rawValue: name[name.index(after: dot)...].lowercased())
    }
  }

  /// Writes a model, replacing the file as a whole.
  ///
  /// - Parameter program: name and version of what writes.
  /// - Throws: `InterchangeError`: what the formats throw, and `.storage`.
  package static func write(
    _ model: Model, as format: Format, program: String, to path: String
  ) throws(InterchangeError) {
    let bytes: [UInt8]
    switch format {
    case .onnx: bytes = try onnx(model, program: program, path: path)
    case .torchExport: bytes = try torchExport(model, path: path)
    case .safetensors:
      do throws(StorageError) { return try safetensors(model).write(to: path) } catch {
        throw .storage(error)
      }
    }
    do throws(StorageError) { try AtomicFile.replace(path: path, with: bytes) } catch {
      throw .storage(error)
    }
  }
}
