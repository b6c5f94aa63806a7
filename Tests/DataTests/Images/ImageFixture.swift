import Data
import Formats
import FoundationEssentials
import Networks

/// Images of Pillow, and what Pillow and torchvision make of them; see `Scripts/images.py`.
enum ImageFixture {
  static let folder = URL(filePath: #filePath).deletingLastPathComponent()
    .appending(path: "../Fixtures/Images").standardized.path

  /// An array of bytes with its extents.
  struct Pixels {
    let extents: [Int]
    let bytes: [UInt8]

    init?(_ archive: NumPyArchive, _ name: String) throws {
      guard let tensor = try archive.tensor(name) else { return nil }
      extents = tensor.extents
      bytes = tensor.integers().map { UInt8($0) }
    }
  }

  /// Images of that shape, ten classes.
  static func network(
    channels: Int = 3, height: Int = 32, width: Int = 32, classes: Int = 10
  ) throws -> NetworkInterface {
    var b = GraphBuilder(input: SampleShape(channels: channels, height: height, width: width))
    let flat = b.add("flat", .flatten, b.input)
    _ = b.add("fc", .dense(Dense(units: classes)), flat)
    return NetworkInterface(try b.graph())
  }
}
