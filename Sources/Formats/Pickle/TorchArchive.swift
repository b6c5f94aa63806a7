/// The zip form of PyTorch's files: `<folder>/data.pkl`, a storage each in `<folder>/data/`, `<folder>/byteorder`.
struct TorchArchive {
  let archive: ZipArchive
  let folder: String
  let isScript: Bool
  let tree: PickleTree

  /// - Throws: `FormatError`.
  init(_ storage: ByteStorage, path: String) throws(FormatError) {
    archive = try ZipArchive(storage, path: path)
    let names = archive.entries.map(\.name)
    let pickles = names.filter { $0.hasSuffix("/data.pkl") && $0.split(separator: "/").count == 2 }
    guard let name = pickles.first, let entry = archive[name] else { throw Self.refusal(names, path: path) }
    guard pickles.count == 1 else {
      throw .corrupt(path: path, reason: "it has \(pickles.count) pickles named data.pkl")
    }
    let folder = String(name.dropLast("/data.pkl".count))
    self.folder = folder
    if let order = archive["\(folder)/byteorder"] {
      let bytes = try archive.content(of: order).bytes
      guard bytes == Array("little".utf8) else {
        throw .unsupported(
          path: path, reason: "its numbers are not little-endian; load it with PyTorch here and save it again"
        )
      }
    }
    isScript = names.contains { $0 == "\(folder)/constants.pkl" || $0.hasPrefix("\(folder)/code/") }
    // The checksum is not compared: PyTorch can be told to write none (`set_crc32_options`).
    let content = try archive.content(of: entry)
    tree = try PickleReader.read(content.storage, content.range, path: path).tree
  }

  /// Why an archive without a pickle of PyTorch is not one of its files.
  private static func refusal(_ names: [String], path: String) -> FormatError {
    if names.contains(where: { isExport($0) }) {
      return .unsupported(
        path: path,
        reason: "it is a program of torch.export, not of torch.save; open it as a model, named .pt2")
    }
    if names.contains(where: { $0.hasSuffix(".npy") }) {
      return .unsupported(path: path, reason: "it is an archive of NumPy, not of torch.save; name it .npz")
    }
    if names.contains(where: { $0.hasSuffix("/model.json") }) {
      return .unsupported(
        path: path,
        reason:
          "it is a TorchScript archive of PyTorch 1.3 or before; load it there and save its state_dict()")
    }
    return .unsupported(
      path: path, reason: "it is a zip archive without the data.pkl of torch.save; save it with torch.save")
  }

  private static func isExport(_ name: String) -> Bool {
    let parts = name.split(separator: "/")
    guard let last = parts.last else { return false }
    return last == "archive_format" || last == "serialized_exported_program.json"
      || (last.hasSuffix(".json") && parts.dropLast().last == "models")
  }
}
