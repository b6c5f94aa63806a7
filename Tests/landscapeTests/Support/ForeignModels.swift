import FoundationEssentials
import TestSupport

/// Networks of PyTorch and ONNX, which a script made for the tests of their import.
extension Workbench {
  /// The repository.
  static let repository = URL(filePath: #filePath).deletingLastPathComponent()
    .appending(path: "../../..").standardized.path

  /// Copies a network's file, or its data.
  func copyFixture(_ name: String, to other: String) throws {
    try write(content("\(Self.repository)/Tests/InterchangeTests/Fixtures/\(name)"), to: other)
  }
}
