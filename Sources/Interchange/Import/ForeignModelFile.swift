import Formats
import Storage

/// A file of another program that holds a network, or the weights of one.
package enum ForeignModelFile: Sendable {
  case torchExport(TorchExportFile)
  case onnx(ONNXFile)
  /// Weights without an architecture, in the file's order.
  case torchWeights(TorchFile)
  case safetensors(SafetensorsFile)

  /// Whether the path can be a model of another program, by its first bytes or, for formats without a mark, by its name.
  ///
  /// Files of this program are safetensors containers with a mark in their metadata; whoever asks has looked for that before.
  package static func isForeign(_ path: String) -> Bool {
    guard let start = try? FileBytes.read(path, first: 16) else { return false }
    if ZipArchive.isArchive(start) { return true }
    let name = path.lowercased()
    return [".onnx", ".pt", ".pth", ".bin", ".t7", ".ckpt", ".pt2", ".safetensors", ".index.json"].contains {
      name.hasSuffix($0)
    }
  }

  /// Opens a file by what it holds.
  ///
  /// - Throws: `InterchangeError.format`.
  package init(reading path: String) throws(InterchangeError) {
    do throws(FormatError) { self = try Self.opened(path) } catch { throw .format(error) }
  }

  private static func opened(_ path: String) throws(FormatError) -> ForeignModelFile {
    let storage = try ByteStorage(reading: path)
    let start = Array(storage.bytes.prefix(16))
    if ZipArchive.isArchive(start) {
      let archive = try ZipArchive(storage, path: path)
      let isExport = archive.entries.contains { entry in
        entry.name.hasSuffix("/archive_format") || entry.name.hasSuffix("/models/model.json")
      }
      return isExport
        ? .torchExport(try TorchExportFile(storage, path: path))
        : .torchWeights(try TorchFile(storage, path: path))
    }
    if path.lowercased().hasSuffix(".index.json") || SafetensorsFile.isContainer(start) {
      return .safetensors(try SafetensorsFile(reading: path))
    }
    // A pickle begins with its protocol; a message of ONNX with the number of its format.
    if start.first == 0x80 { return .torchWeights(try TorchFile(storage, path: path)) }
    if start.first == 0x08 || path.lowercased().hasSuffix(".onnx") {
      return .onnx(try ONNXFile(parsing: storage, path: path))
    }
    throw .unsupported(
      path: path,
      reason: "it is no model that is known here: PyTorch's .pt2, ONNX, .pt and .pth, safetensors")
  }

  /// What the format is called.
  package var format: String {
    switch self {
    case .torchExport: "PyTorch export"
    case .onnx: "ONNX"
    case .torchWeights(let file): file.isLightning ? "PyTorch Lightning checkpoint" : "PyTorch weights"
    case .safetensors: "safetensors weights"
    }
  }

  /// The network, where the file has more than weights.
  package var graph: ForeignGraph? {
    switch self {
    case .torchExport(let file): file.graph
    case .onnx(let file): file.graph
    case .torchWeights, .safetensors: nil
    }
  }
}
