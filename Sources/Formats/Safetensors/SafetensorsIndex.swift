import FoundationEssentials
import Storage

/// The index of weights that are spread over several safetensors containers, as Hugging Face's libraries write it.
struct SafetensorsIndex {
  /// The containers' paths in the order of their names, and the tensors that each of them is listed with.
  let files: [(path: String, names: Set<String>)]

  private struct Content: Decodable {
    let weightMap: [String: String]

    private enum CodingKeys: String, CodingKey {
      case weightMap = "weight_map"
    }
  }

  /// Bytes of an index that are read at most, as of a container's header.
  private static let largest = 100_000_000

  /// Reads an index.
  ///
  /// - Throws: `FormatError`, `corrupt` also for names that lead out of the folder of the index.
  init(_ bytes: [UInt8], path: String) throws(FormatError) {
    guard bytes.count <= Self.largest else {
      throw .storage(.tooLarge(path: path, claimed: UInt64(bytes.count)))
    }
    guard let content = try? JSONDecoder().decode(Content.self, from: Data(bytes)) else {
      throw .corrupt(path: path, reason: "it is JSON text without a weight_map of names and files")
    }
    var files: [String: Set<String>] = [:]
    for (name, file) in content.weightMap { files[file, default: []].insert(name) }
    let folder = path.lastIndex(of: "/").map { String(path[...$0]) } ?? ""
    var result: [(path: String, names: Set<String>)] = []
    for (file, names) in files.sorted(by: { $0.key < $1.key }) {
      guard Self.isPlain(file) else {
        throw .corrupt(path: path, reason: "the weight_map names \(file), which is not a file beside it")
      }
      result.append((folder + file, names))
    }
    self.files = result
  }

  private static func isPlain(_ name: String) -> Bool {
    !name.isEmpty && name != "." && name != ".." && !name.utf8.contains { [0, 0x2f, 0x5c].contains($0) }
  }
}
