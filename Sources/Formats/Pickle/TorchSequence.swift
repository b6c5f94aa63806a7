/// The form of PyTorch's files before version 1.6: five pickles, then the storages.
///
/// Each storage is a count of 8 bytes and its elements, in the order of the fifth pickle.
struct TorchSequence {
  /// The fourth pickle: what was saved.
  let tree: PickleTree
  /// Bytes of the storages by their keys.
  let pieces: [String: TorchPiece]

  /// - Throws: `FormatError`.
  init(_ storage: ByteStorage, path: String) throws(FormatError) {
    try Self.check(start: storage, path: path)
    var position = 0
    func next() throws(FormatError) -> PickleTree {
      let (tree, end) = try PickleReader.read(storage, position..<storage.count, path: path)
      position = end
      return tree
    }
    let magic = try next().root
    guard Self.magic.contains(magic) else {
      throw .unsupported(
        path: path,
        reason: "it is a pickle, but not one of torch.save; save the weights with torch.save or safetensors")
    }
    guard try next().root == .integer(1001) else {
      throw .unsupported(path: path, reason: "it is of an unknown version of PyTorch's format; save it anew")
    }
    let system = try next()
    guard system.pairs(system.root)?["little_endian"] != .bool(false) else {
      throw .unsupported(
        path: path, reason: "its numbers are big-endian; load it with PyTorch here and save it again")
    }
    let tree = try next()
    let keys = try next()
    self.tree = tree
    pieces = try Self.pieces(keys, types: Self.types(tree, path: path), storage, position, path: path)
  }

  private static let magic: Set<PickleValue> = [
    .bigInteger("0x1950a86a20f9469cfc6c"), .bigInteger("119547037146038801333356"),
  ]

  /// What each storage that the tree refers to is made of.
  private static func types(_ tree: PickleTree, path: String) throws(FormatError) -> [String: TorchElement] {
    var types: [String: TorchElement] = [:]
    for case .persistent(let identifier) in tree.nodes {
      // Others stand for classes, with the source of their module beside them.
      guard let storage = TorchStorage(identifier, in: tree) else { continue }
      if let other = types.updateValue(storage.type, forKey: storage.key), other.size != storage.type.size {
        throw .corrupt(
          path: path, reason: "storage \(PickleText.shown(storage.key)) has elements of two sizes")
      }
    }
    return types
  }

  private static func pieces(
    _ keys: PickleTree, types: [String: TorchElement], _ storage: ByteStorage, _ start: Int, path: String
  ) throws(FormatError) -> [String: TorchPiece] {
    guard let list = keys.elements(keys.root) else {
      throw .corrupt(path: path, reason: "it has no list of its storages")
    }
    var pieces: [String: TorchPiece] = [:]
    var position = start
    for value in list {
      guard let key = TorchStorage.key(value), let type = types[key], pieces[key] == nil else {
        throw .corrupt(path: path, reason: "its list of storages does not fit to what was saved")
      }
      guard let count = storage.number(UInt64.self, at: position),
        count <= (storage.count - position - 8) / type.size
      else {
        throw .corrupt(path: path, reason: "storage \(PickleText.shown(key)) is cut short")
      }
      let end = position + 8 + count * type.size
      pieces[key] = TorchPiece(storage: storage, range: position + 8..<end)
      position = end
    }
    return pieces
  }

  /// Refuses what cannot begin such a file.
  private static func check(start storage: ByteStorage, path: String) throws(FormatError) {
    let bytes = storage.bytes
    func has(_ text: String, at position: Int) -> Bool {
      bytes.dropFirst(position).starts(with: text.utf8)
    }
    guard !bytes.isEmpty else { throw .corrupt(path: path, reason: "it is empty") }
    if has("ustar", at: 257) {
      throw .unsupported(
        path: path,
        reason:
          "it is a tar file as PyTorch wrote before 2018; load it with PyTorch and save it with torch.save")
    }
    if has("version https://git-lfs", at: 0) {
      throw .unsupported(path: path, reason: "it is a pointer of Git LFS, not the file; run git lfs pull")
    }
    if bytes.starts(with: [4, 0, 0, 0, 1, 0, 0, 0, 3, 0, 0, 0]) || has("4\n1\n3\n", at: 0) {
      throw .unsupported(
        path: path, reason: "it is a file of Lua's Torch 7; convert it to PyTorch's or to ONNX first")
    }
    // Protocol 2 and later begin with their number; before, the magic number is a text.
    guard bytes.count >= 2, bytes[0] == 0x80 && bytes[1] <= 5 || bytes[0] == 0x4c else {
      throw .unsupported(
        path: path, reason: "it is no file of torch.save; save the weights with torch.save or safetensors")
    }
  }
}
