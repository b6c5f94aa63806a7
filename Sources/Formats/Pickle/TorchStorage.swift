/// A storage that a pickle of PyTorch refers to by `("storage", class, key, device, count[, view])`.
struct TorchStorage {
  /// A storage that is a part of another one; in files of 2017 and before.
  struct View {
    let key: String
    /// Where it begins in the other, in elements.
    let offset: Int
    let count: Int
  }

  let type: TorchElement
  let key: String
  /// Number of elements.
  let count: Int
  let view: View?

  /// Nil for an identifier of anything else.
  init?(_ identifier: PickleValue, in tree: PickleTree) {
    guard let parts = tree.elements(identifier), parts.count >= 5, parts[0] == .text("storage"),
      let type = tree.global(parts[1]).flatMap({ TorchElement(storage: $0) }),
      let key = Self.key(parts[2]), case .integer(let count) = parts[4], count >= 0
    else { return nil }
    self.type = type
    self.key = key
    self.count = count
    guard parts.count > 5, let view = tree.elements(parts[5]) else {
      self.view = nil
      return
    }
    guard view.count == 3, let key = Self.key(view[0]), case .integer(let offset) = view[1],
      case .integer(let count) = view[2], offset >= 0, count >= 0
    else { return nil }
    self.view = View(key: key, offset: offset, count: count)
  }

  /// Many tensors may share a key, each of which looks it up.
  private static let longestKey = 256

  /// Keys are texts, or integers in old files.
  static func key(_ value: PickleValue) -> String? {
    switch value {
    case .text(let text) where text.utf8.count <= longestKey: text
    case .integer(let number): String(number)
    default: nil
    }
  }
}
