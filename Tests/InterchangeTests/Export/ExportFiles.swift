import Formats
import Foundation
import Interchange
import Models
import Networks
import Storage
import Testing

/// Writes what `Scripts/exports-check.py` compares with ONNX Runtime and PyTorch: every network in every format, with
/// samples and what this program computes for them.
///
/// Run with `LANDSCAPE_EXPORTS=folder`, then the script with the folder; it writes `Fixtures/exports.json` anew.
@Suite struct ExportFiles {
  private static let folder = ProcessInfo.processInfo.environment["LANDSCAPE_EXPORTS"]

  private struct Entry: Encodable {
    let name: String
    let file: String
    let structure: String
    /// Nil where PyTorch has no operation for one of the network's.
    let torchStructure: String?
    let inputs: [String]
    let isImported: Bool
  }

  @Test(.enabled(if: folder != nil))
  func `networks are written for the script`() throws {
    let folder = try #require(Self.folder)
    var entries: [Entry] = []
    for (index, network) in ExportedNetwork.all.enumerated() {
      let path = "\(folder)/network-\(index)"
      let bytes = try ModelExport.onnx(network.model, program: "landscape test", path: "\(path).onnx")
      try write(bytes, to: "\(path).onnx")
      let file = try ONNXFile(parsing: ByteStorage(bytes), path: "\(path).onnx")
      var torchStructure: String?
      if !ExportedNetwork.withoutTorch.contains(network.name) {
        let bytes = try ModelExport.torchExport(network.model, path: "\(path).pt2")
        try write(bytes, to: "\(path).pt2")
        torchStructure = GraphText(try TorchExportFile(ByteStorage(bytes), path: "\(path).pt2").graph).digest
      }
      try ModelExport.safetensors(network.model).write(to: "\(path).safetensors")
      try write(try Self.archive(network), to: "\(path).npz")
      entries.append(
        Entry(
          name: network.name, file: "network-\(index)", structure: GraphText(file.graph).digest,
          torchStructure: torchStructure, inputs: file.graph.inputs.map(\.name),
          isImported: network.model.imported != nil))
    }
    try write(Array(JSONText.encode(entries, pretty: true).utf8), to: "\(folder)/networks.json")
  }

  private func write(_ bytes: [UInt8], to path: String) throws {
    try Data(bytes).write(to: URL(fileURLWithPath: path))
  }

  /// Samples `x0`, `x1` …, and outputs `y`.
  private static func archive(_ network: ExportedNetwork) throws -> [UInt8] {
    let graph = network.model.graph
    var archive = ZipWriter()
    for (index, (node, column)) in zip(graph.inputNodes, network.columns).enumerated() {
      let shape = graph.values[node]
      let extents = shape.isVector ? [network.batch, shape.count] : shape.extents(batch: network.batch)
      if shape.element == .int32 {
        archive.add("x\(index).npy", NumPyArray.file(column.map { Int64($0) }, extents: extents))
      } else {
        archive.add("x\(index).npy", NumPyArray.file(column, extents: extents))
      }
    }
    let output = graph.values[graph.values.count - 1].extents(batch: network.batch)
    archive.add("y.npy", NumPyArray.file(try network.outputs(), extents: output))
    return archive.archive()
  }
}

extension ExportedNetwork {
  static let all = architectures + operations + sequences

  /// Networks with an operation that PyTorch does not have.
  static let withoutTorch: Set<String> = ["recurrent gru-reset-first", "resized"]
}
