import Formats
import Foundation
import Interchange
import Models
import Storage
import Testing

/// What was exported is imported again.
@Suite struct RoundTripTests {
  /// Files that the importer does not read as they are meant: scales of `Resize` beside `axes`, and PyTorch's padding
  /// with the least number before a maximum.
  private static let unread: Set<String> = ["resized.onnx"]

  @Test(arguments: ExportedNetwork.all.map(\.name), [ModelExport.Format.onnx, .torchExport])
  func `an exported network computes the same when it is imported`(name: String, format: ModelExport.Format)
    throws
  {
    let network = try #require(ExportedNetwork.all.first { $0.name == name })
    if format == .torchExport, ExportedNetwork.withoutTorch.contains(name) { return }
    guard !Self.unread.contains("\(name).\(format.rawValue)") else { return }
    let path = NSTemporaryDirectory() + "round-trip-\(UUID().uuidString).\(format.rawValue)"
    defer { try? FileManager.default.removeItem(atPath: path) }
    try ModelExport.write(network.model, as: format, program: "landscape test", to: path)
    var options = ModelImport.Options()
    // A loss that takes the outputs as they are.
    options.loss = .meanSquaredError
    let imported = network.with(try ModelImport.model(path, options, program: "test"))
    let (found, expected) = (try imported.outputs(), try network.outputs())
    #expect(found.count == expected.count)
    let largest = expected.map(abs).max() ?? 0
    let difference = zip(found, expected).map { abs($0 - $1) }.max() ?? 0
    #expect(difference <= 5e-6 * largest, "off by \(difference / largest) of the largest output")
  }
}
