import Data
import Networks

/// Small files in the formats of the published data sets.
package enum IDXFixture {
  /// A file with that magic number and those extents.
  package static func file(magic: UInt32, _ extents: [UInt32], _ elements: [UInt8]) -> [UInt8] {
    ([magic] + extents).flatMap { value in withUnsafeBytes(of: value.bigEndian, Array.init) } + elements
  }

  package static func images(_ count: Int, height: Int = 2, width: Int = 3) -> [UInt8] {
    let pixels = (0..<count * height * width).map { UInt8(truncatingIfNeeded: $0 &* 7) }
    return file(magic: 0x803, [UInt32(count), UInt32(height), UInt32(width)], pixels)
  }

  package static func labels(_ labels: [UInt8]) -> [UInt8] {
    file(magic: 0x801, [UInt32(labels.count)], labels)
  }
}

extension TemporaryFolder {
  /// Writes four IDX files: three images to train on, two to test.
  package func idxFiles() throws -> IDXFiles {
    IDXFiles(
      trainImages: try file("train-images", IDXFixture.images(3)),
      trainLabels: try file("train-labels", IDXFixture.labels([0, 2, 1])),
      testImages: try file("test-images", IDXFixture.images(2)),
      testLabels: try file("test-labels", IDXFixture.labels([1, 0])))
  }
}

extension Samples {
  /// The pixels, when they are bytes.
  package var pixels: [UInt8]? {
    guard case .bytes(let bytes) = values else { return nil }
    return bytes
  }

  /// The tokens, when they are integers.
  package var tokens: [Int32]? {
    guard case .indices(let indices) = values else { return nil }
    return indices
  }

  /// The features, when they are floats.
  package var features: [Float]? {
    guard case .floats(let floats) = values else { return nil }
    return floats
  }
}
