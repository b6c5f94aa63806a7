/// How a tensor of PyTorch is laid out, by the function that would rebuild it; not yet checked against the bytes.
struct TorchLayout {
  let storage: TorchStorage
  /// The storage's type, unless the tensor has one of its own.
  let type: TorchElement
  /// Where the first element is, in elements.
  let offset: Int
  let extents: [Int]
  let strides: [Int]

  /// Why there is no layout.
  enum Refusal: Error {
    case malformed
    /// The tensor has no strided numbers; what it is called.
    case unsupported(String)
  }

  /// Wrappers around one tensor at most.
  private static let deepest = 16

  /// How a tensor is written.
  private enum Form {
    /// `storage, offset, extents, strides, …`, from version 3 on with a type.
    case strided
    /// A parameter around a tensor, which is the first argument.
    case parameter
    /// `function, class, arguments, state`: a tensor of a class of its own.
    case typed
    /// A tensor that has no strided numbers; what it is called.
    case other(String)
  }

  private static func form(_ global: PickleGlobal) -> Form? {
    switch (global.module, global.name) {
    case ("torch._utils", "_rebuild_tensor"), ("torch._utils", "_rebuild_tensor_v2"),
      ("torch._utils", "_rebuild_tensor_v3"):
      return .strided
    case ("torch._utils", "_rebuild_parameter"), ("torch._utils", "_rebuild_parameter_with_state"):
      return .parameter
    case ("torch._tensor", "_rebuild_from_type"), ("torch._tensor", "_rebuild_from_type_v2"),
      ("torch.tensor", "_rebuild_from_type"), ("torch.tensor", "_rebuild_from_type_v2"):
      return .typed
    case ("torch._utils", "_rebuild_qtensor"): return .other("a quantized tensor")
    case ("torch._utils", "_rebuild_meta_tensor_no_storage"): return .other("a tensor without numbers")
    case ("torch._utils", let name) where name.hasPrefix("_rebuild_sparse"): return .other("a sparse tensor")
    case ("torch._utils", let name) where name.hasPrefix("_rebuild_"):
      return .other("a tensor of \(PickleText.shown(name))")
    default: return nil
    }
  }

  /// Whether a value is a tensor, readable or not.
  static func isTensor(_ value: PickleValue, in tree: PickleTree) -> Bool {
    tree.call(value).flatMap { tree.global($0.function) }.flatMap { form($0) } != nil
  }

  /// - Throws: For a value that is no tensor, or not of strided numbers.
  init(_ value: PickleValue, in tree: PickleTree) throws(Refusal) {
    guard let call = tree.call(value), var function = tree.global(call.function),
      var arguments = tree.elements(call.arguments)
    else { throw .malformed }
    for _ in 0..<Self.deepest {
      switch Self.form(function) {
      case .strided:
        try self.init(arguments, in: tree)
        return
      case .parameter:
        guard let first = arguments.first, let inner = tree.call(first),
          let next = tree.global(inner.function),
          let parts = tree.elements(inner.arguments)
        else { throw .malformed }
        (function, arguments) = (next, parts)
      case .typed:
        guard arguments.count >= 3, let next = tree.global(arguments[0]),
          let parts = tree.elements(arguments[2])
        else { throw .malformed }
        (function, arguments) = (next, parts)
      case .other(let kind): throw .unsupported(kind)
      case nil: throw .malformed
      }
    }
    throw .malformed
  }

  private init(_ arguments: [PickleValue], in tree: PickleTree) throws(Refusal) {
    guard arguments.count >= 4, case .persistent(let identifier) = tree.node(arguments[0]),
      let storage = TorchStorage(identifier, in: tree), case .integer(let offset) = arguments[1], offset >= 0,
      let extents = Self.integers(arguments[2], in: tree),
      let strides = Self.integers(arguments[3], in: tree),
      extents.count == strides.count
    else { throw .malformed }
    var type = storage.type
    // Version 3 names the type: its storage is bytes.
    if arguments.count > 6, let stated = tree.global(arguments[6]).flatMap({ TorchElement(type: $0) }) {
      type = stated
    }
    let metadata = arguments.count > 6 ? arguments.last.flatMap { tree.pairs($0) } ?? [] : []
    guard metadata.prefix(16).last(where: { $0.key == .text("neg") })?.value != .bool(true) else {
      throw .unsupported("a tensor with reversed signs")
    }
    self.storage = storage
    self.type = type
    self.offset = offset
    self.extents = extents
    self.strides = strides
  }

  private static func integers(_ value: PickleValue, in tree: PickleTree) -> [Int]? {
    guard let elements = tree.elements(value), elements.count <= 64 else { return nil }
    let integers = elements.compactMap {
      if case .integer(let integer) = $0, integer >= 0 { integer } else { nil }
    }
    return integers.count == elements.count ? integers : nil
  }
}
