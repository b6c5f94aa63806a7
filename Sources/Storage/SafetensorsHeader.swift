import FoundationEssentials
import Numerics

/// What the header of a safetensors container says: eight bytes of length, little-endian, then that much JSON.
package struct SafetensorsHeader: Sendable {
  /// A tensor as the header describes it, its place checked.
  package struct Place: Sendable {
    package let name: String
    /// The type of the elements in the header's words, such as `BF16`.
    package let type: String
    /// Extents, slowest first.
    package let shape: [Int]
    /// Where the elements lie, counted from the end of the header.
    package let bytes: Range<Int>
  }

  /// Texts by name.
  package let metadata: [String: String]
  /// Where the elements begin in the file.
  package let start: Int
  private let path: String
  private let fileSize: Int
  private let tensors: [String: Content.Tensor]

  private static let largestHeader = 100_000_000
  /// Bytes of a tensor that no file system holds.
  private static let largestTensor = 1 << 48

  /// Reads the header of a file.
  ///
  /// - Parameters:
  ///   - file: its bytes, at least those of the header.
  ///   - size: bytes of the whole file; those that are given when nil.
  /// - Throws: `StorageError` `truncated`, `foreign`, `tooLarge` or `corrupt`.
  package init(parsing file: [UInt8], size: Int? = nil, path: String) throws(StorageError) {
    let start = 8 + (try Self.length(file, path: path))
    guard file.count >= start else { throw .truncated(path: path, expected: start, found: file.count) }
    let content: Content
    do {
      content = try JSONDecoder().decode(Content.self, from: Data(file[8..<start]))
    } catch {
      throw .corrupt(path: path, reason: "the header is not a safetensors header")
    }
    metadata = content.metadata
    tensors = content.tensors
    self.start = start
    self.path = path
    fileSize = size ?? file.count
  }

  /// The length that the first eight bytes claim for the header, whose first byte must follow.
  ///
  /// - Throws: `StorageError` `truncated`, `foreign` or `tooLarge`.
  package static func length(_ bytes: [UInt8], path: String) throws(StorageError) -> Int {
    guard bytes.count > 8 else { throw .truncated(path: path, expected: 9, found: bytes.count) }
    guard bytes[8] == UInt8(ascii: "{") else { throw .foreign(path: path, expected: "safetensors") }
    let claimed = bytes.withUnsafeBytes { UInt64(littleEndian: $0.loadUnaligned(as: UInt64.self)) }
    guard claimed <= UInt64(largestHeader) else { throw .tooLarge(path: path, claimed: claimed) }
    return Int(claimed)
  }

  /// The types of elements that occur.
  package var types: Set<String> { Set(tensors.values.map(\.dtype)) }

  /// The tensors in the order of their data, checked to be contiguous and to fill the file.
  ///
  /// - Parameter size: bytes of an element of a type; nil for a type that is not known.
  /// - Throws: `StorageError` `truncated`, `tooLarge` or `corrupt`.
  package func places(size: (_ type: String) -> Int?) throws(StorageError) -> [Place] {
    var places: [Place] = []
    for (name, tensor) in tensors {
      guard let elementSize = size(tensor.dtype) else {
        throw .corrupt(path: path, reason: "\(name) has elements of unknown type \(tensor.dtype)")
      }
      guard let size = ([elementSize] + tensor.shape).checkedProduct(limit: Self.largestTensor) else {
        throw .tooLarge(path: path, claimed: .max)
      }
      guard tensor.offsets.count == 2, 0 <= tensor.offsets[0], tensor.offsets[0] <= tensor.offsets[1],
        tensor.offsets[1] - tensor.offsets[0] == size
      else { throw .corrupt(path: path, reason: "the place of \(name) does not fit its shape") }
      places.append(
        Place(
          name: name, type: tensor.dtype, shape: tensor.shape,
          bytes: tensor.offsets[0]..<tensor.offsets[1]))
    }
    // Empty tensors share their position with a neighbour: the name then decides, so that reading is deterministic.
    places.sort {
      ($0.bytes.lowerBound, $0.bytes.upperBound, $0.name) < (
        $1.bytes.lowerBound, $1.bytes.upperBound, $1.name
      )
    }
    var end = 0
    for place in places {
      guard place.bytes.lowerBound == end else {
        throw .corrupt(path: path, reason: "the tensors do not follow one another")
      }
      end = place.bytes.upperBound
    }
    guard end <= fileSize - start else {
      throw .truncated(path: path, expected: end + start, found: fileSize)
    }
    guard end == fileSize - start else { throw .corrupt(path: path, reason: "bytes after the last tensor") }
    return places
  }
}

/// The JSON header as it stands in the file.
private struct Content: Decodable {
  struct Tensor: Decodable {
    let dtype: String
    let shape: [Int]
    let offsets: [Int]

    private enum CodingKeys: String, CodingKey {
      case dtype
      case shape
      case offsets = "data_offsets"
    }
  }

  private struct Key: CodingKey {
    let stringValue: String
    var intValue: Int? { nil }
    init(stringValue: String) { self.stringValue = stringValue }
    init?(intValue: Int) { nil }
  }

  var metadata: [String: String] = [:]
  var tensors: [String: Tensor] = [:]

  init(from decoder: any Decoder) throws {
    let container = try decoder.container(keyedBy: Key.self)
    for key in container.allKeys {
      if key.stringValue == "__metadata__" {
        metadata = try container.decode([String: String].self, forKey: key)
      } else {
        tensors[key.stringValue] = try container.decode(Tensor.self, forKey: key)
      }
    }
  }
}
