import Formats
import Foundation

/// A tensor that PyTorch has read, with its elements in row-major order.
struct NumberedTensor {
  let name: String
  let element: ForeignTensor.Element
  let extents: [Int]
  let strides: [Int]
  let numbers: [Double]

  init(
    _ name: String, _ element: ForeignTensor.Element, _ extents: [Int], strides: [Int], _ numbers: [Double]
  ) {
    self.name = name
    self.element = element
    self.extents = extents
    self.strides = strides
    self.numbers = numbers
  }
}

/// Files that Scripts/pickles.py has written.
enum PickleFixtures {
  static let folder = URL(filePath: #filePath).deletingLastPathComponent().deletingLastPathComponent()
    .appending(path: "Fixtures/Pickle")

  static func path(_ name: String) -> String { folder.appending(path: name).path }

  static func file(_ name: String) throws -> TorchFile { try TorchFile(reading: path(name)) }

  static func bytes(_ name: String) throws -> [UInt8] {
    Array(try Data(contentsOf: folder.appending(path: name)))
  }

  /// A pickle in memory.
  static func tree(_ bytes: [UInt8]) throws -> PickleTree {
    try PickleReader.read(ByteStorage(bytes), 0..<bytes.count, path: "p").tree
  }

  /// The file as the program says it when it refuses one, which must be in one of two ways.
  static func refusal(_ body: () throws -> Void) -> String? {
    do {
      try body()
      return nil
    } catch FormatError.corrupt(_, let reason) {
      return "corrupt: \(reason)"
    } catch FormatError.unsupported(_, let reason) {
      return "unsupported: \(reason)"
    } catch {
      return "\(error)"
    }
  }
}
