/// A file of `torch.save` or `torch.jit.save`, read without running any of it.
///
/// Both containers are read: the zip archive of PyTorch 1.6 and later, and the sequence of pickles before it.
package struct TorchFile: Sendable {
  /// How the pickle and the numbers are put into one file.
  package enum Container: Sendable {
    case zip
    /// PyTorch before 1.6, or `_use_new_zipfile_serialization=False`.
    case sequence
  }

  package let path: String
  package let container: Container
  /// Whether the file is of TorchScript: a program beside its weights, of which only the weights are read.
  package let isScript: Bool
  /// What was saved.
  package let tree: PickleTree
  /// Bytes of the file.
  let size: Int
  private let source: Source

  /// Where numbers are.
  private enum Source: Sendable {
    /// The entries below this folder.
    case archive(ZipArchive, folder: String)
    case pieces([String: TorchPiece])
  }

  /// Opens a file.
  ///
  /// - Throws: `FormatError`.
  package init(reading path: String) throws(FormatError) {
    try self.init(ByteStorage(reading: path), path: path)
  }

  /// Opens a file in memory.
  ///
  /// - Throws: `FormatError` `corrupt`, or `unsupported` for formats that only look like it, with what to do instead.
  package init(_ storage: ByteStorage, path: String) throws(FormatError) {
    self.path = path
    size = storage.count
    if ZipArchive.isArchive(Array(storage.bytes.prefix(4))) {
      let archive = try TorchArchive(storage, path: path)
      container = .zip
      isScript = archive.isScript
      tree = archive.tree
      source = .archive(archive.archive, folder: archive.folder)
    } else {
      let sequence = try TorchSequence(storage, path: path)
      container = .sequence
      isScript = false
      tree = sequence.tree
      source = .pieces(sequence.pieces)
    }
  }

  /// The bytes of a storage by its key, decompressed anew at each call where they are compressed.
  ///
  /// - Throws: `FormatError.corrupt` when there is none.
  func piece(key: String) throws(FormatError) -> TorchPiece {
    switch source {
    case .archive(let archive, let folder):
      guard let entry = archive["\(folder)/data/\(key)"] else { throw missing(key) }
      let content = try archive.content(of: entry)
      return TorchPiece(storage: content.storage, range: content.range)
    case .pieces(let pieces):
      guard let piece = pieces[key] else { throw missing(key) }
      return piece
    }
  }

  private func missing(_ key: String) -> FormatError {
    .corrupt(path: path, reason: "storage \(PickleText.shown(key)) is not in the file")
  }
}
