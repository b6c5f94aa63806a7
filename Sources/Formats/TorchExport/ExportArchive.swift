import Numerics

/// The files of a `.pt2` archive: a folder with a graph, a list of weights and their bytes.
struct ExportArchive {
  /// A tensor of the archive under one of its names.
  struct Payload {
    /// Its name in the `state_dict`, or that of a constant.
    let name: String
    let isParameter: Bool
    let tensor: ForeignTensor
  }

  /// What to do about an archive that cannot be read.
  static let advice = "export the network again with torch.export.save of PyTorch 2.10 or newer"

  /// Bytes of a JSON text at most.
  private static let largestText = 256 << 20
  /// Elements at most, over all tensors, that repeat those in the file by a stride of zero.
  private static let largestRepetition = 1 << 26

  private let zip: ZipArchive
  /// The first folder, with a slash.
  private let root: String
  /// Such as `model`: archives may hold several.
  private let model: String

  var path: String { zip.path }

  /// Opens an archive of one exported network.
  ///
  /// - Throws: `FormatError`; `unsupported` for the other archives that PyTorch writes.
  init(reading path: String) throws(FormatError) { try self.init(ZipArchive(reading: path)) }

  /// - Throws: as `init(reading:)`.
  init(_ zip: ZipArchive) throws(FormatError) {
    self.zip = zip
    let folder = zip.entries.first.flatMap {
      $0.name.split(separator: "/", omittingEmptySubsequences: false).first
    }
    root = (folder ?? "") + "/"
    try Self.checkKind(zip, root)
    model = try Self.model(zip, root)
    guard zip["\(root)data/weights/\(model).pt"] == nil else {
      throw .unsupported(
        path: zip.path, reason: "its weights are pickled, as PyTorch 2.8 and 2.9 may do; \(Self.advice)")
    }
  }

  private static func checkKind(_ zip: ZipArchive, _ root: String) throws(FormatError) {
    func refusal(_ what: String) -> FormatError { .unsupported(path: zip.path, reason: "\(what); \(advice)") }
    if zip["serialized_exported_program.json"] != nil {
      throw refusal("it is an export in the form that PyTorch up to 2.7 wrote")
    }
    guard let format = zip["\(root)archive_format"] else {
      if zip["\(root)constants.pkl"] != nil { throw refusal("it is a TorchScript program") }
      if zip["\(root)data.pkl"] != nil { throw refusal("it holds weights by torch.save, but no graph") }
      throw refusal("it is not an archive of torch.export")
    }
    guard try text(zip, format) == "pt2" else { throw refusal("its archive format is unknown") }
    if zip.entries.contains(where: { $0.name.hasPrefix("\(root)data/aotinductor/") }) {
      throw refusal("it holds compiled code by AOTInductor")
    }
    if let version = zip["\(root)archive_version"], try text(zip, version) != "0" {
      throw .unsupported(
        path: zip.path,
        reason: "its archive version is not 0, the only one known; export it with PyTorch 2.13")
    }
    if let order = zip["\(root)byteorder"], try text(zip, order) != "little" {
      throw .unsupported(
        path: zip.path, reason: "its numbers are not little-endian; export it on a little-endian machine")
    }
  }

  /// The name of the only network, or of the one that is called `model`.
  private static func model(_ zip: ZipArchive, _ root: String) throws(FormatError) -> String {
    let folder = "\(root)models/"
    let names = zip.entries.compactMap { entry -> String? in
      guard entry.name.hasPrefix(folder), entry.name.hasSuffix(".json") else { return nil }
      return String(entry.name.dropFirst(folder.count).dropLast(5))
    }
    guard let first = names.first else {
      throw .unsupported(path: zip.path, reason: "it holds no exported network; \(advice)")
    }
    guard names.count > 1 else { return first }
    guard names.contains("model") else {
      throw .unsupported(
        path: zip.path,
        reason: "it holds \(names.count) networks, such as \(first), and none is called model; save one alone"
      )
    }
    return "model"
  }

  private static func text(_ zip: ZipArchive, _ entry: ZipArchive.Entry) throws(FormatError) -> String {
    guard entry.count <= 64 else { throw .corrupt(path: zip.path, reason: "\(entry.name) is too long") }
    let text = String(decoding: try zip.content(of: entry).bytes, as: UTF8.self)
    return text.split(whereSeparator: \.isWhitespace).first.map(String.init) ?? ""
  }

  // MARK: Contents

  /// The graph's JSON, from its beginning.
  func graph() throws(FormatError) -> JSONScanner { try scanner("models/\(model).json") }

  /// Parameters and persistent buffers in the order of the archive.
  ///
  /// - Throws: `FormatError`, for a tensor that is not there, does not fit its bytes, or is stored as a pickle.
  func weights() throws(FormatError) -> [Payload] {
    try payloads("weights", config: "data/weights/\(model)_weights_config.json", folder: "data/weights/")
  }

  /// Constants, and buffers that are not in the `state_dict`.
  ///
  /// - Throws: as `weights`.
  func constants() throws(FormatError) -> [Payload] {
    try payloads(
      "constants", config: "data/constants/\(model)_constants_config.json", folder: "data/constants/")
  }

  private func scanner(_ name: String) throws(FormatError) -> JSONScanner {
    guard let entry = zip[root + name] else {
      throw .corrupt(path: path, reason: "\(name) is missing from the archive")
    }
    guard entry.count <= Self.largestText else {
      throw .unsupported(path: path, reason: "\(name) has more than \(Self.largestText >> 20) MiB")
    }
    let content = try zip.content(of: entry, verify: true)
    return JSONScanner(content.storage.bytes, range: content.range, path: path, name: name)
  }

  private func payloads(
    _ what: String, config: String, folder: String
  ) throws(FormatError) -> [Payload] {
    var scanner = try scanner(config)
    var result: [Payload] = []
    var files: [String: ZipArchive.Content] = [:]
    var repeated = 0
    try scanner.beginObject()
    while let key = try scanner.nextKey() {
      guard key == "config" else {
        try scanner.skip()
        continue
      }
      try scanner.beginObject()
      while let name = try scanner.nextKey() {
        let entry = try ExportedPayload(&scanner, name: name)
        let content: ZipArchive.Content
        if let known = files[entry.file] {
          content = known
        } else {
          guard let file = zip[root + folder + entry.file] else {
            throw .corrupt(
              path: path, reason: "the file \(entry.file) of \(name) is missing from the archive")
          }
          content = try zip.content(of: file)
          files[entry.file] = content
        }
        let tensor = try entry.view(of: content, path: path)
        if tensor.count > content.range.count / tensor.element.size { repeated += min(tensor.count, 1 << 40) }
        guard repeated <= Self.largestRepetition else {
          throw .corrupt(path: path, reason: "its \(what) repeat too few numbers too often")
        }
        result.append(Payload(name: name, isParameter: entry.isParameter, tensor: tensor))
      }
    }
    try scanner.finish()
    return result
  }
}
