import Numerics

/// Makes the tensors of a file.
///
/// Tensors that share a storage share its bytes, as long as one of these makes them.
struct TorchTensors {
  private let file: TorchFile
  private var pieces: [String: TorchPiece] = [:]
  /// Elements of all tensors so far.
  private var count = 0

  init(_ file: TorchFile) {
    self.file = file
  }

  /// The tensor that a value stands for.
  ///
  /// - Parameter name: names it in errors.
  /// - Throws: `FormatError` `corrupt`, or `unsupported` for what is no strided tensor of real numbers.
  mutating func tensor(_ value: PickleValue, name: String) throws(FormatError) -> ForeignTensor {
    let layout = try layout(value, name: name)
    guard let element = layout.type.element else {
      throw unsupported(name, "a tensor of \(layout.type.name)")
    }
    let piece = try piece(layout.storage, name: name)
    guard let tensor = view(element, layout, piece) else {
      throw .corrupt(path: file.path, reason: "\(PickleText.shown(name)) does not lie within its storage")
    }
    try spend(tensor.count)
    return tensor
  }

  private func layout(_ value: PickleValue, name: String) throws(FormatError) -> TorchLayout {
    do throws(TorchLayout.Refusal) {
      return try TorchLayout(value, in: file.tree)
    } catch {
      switch error {
      case .unsupported(let kind): throw unsupported(name, kind)
      case .malformed:
        throw .corrupt(path: file.path, reason: "\(PickleText.shown(name)) is no tensor as PyTorch writes it")
      }
    }
  }

  /// A view that lies within the piece, not only within the file.
  private func view(
    _ element: ForeignTensor.Element, _ layout: TorchLayout, _ piece: TorchPiece
  ) -> ForeignTensor? {
    let (extents, strides) = (layout.extents, layout.strides)
    guard let part = piece.part(layout.offset, 0, size: element.size) else { return nil }
    let last = zip(extents, strides).reduce(Int?(0)) { sum, axis in
      guard let sum, let steps = [max(axis.0 - 1, 0), axis.1].checkedProduct() else { return nil }
      return [sum, steps].checkedSum()
    }
    let room = (piece.range.upperBound - part.range.lowerBound) / element.size
    guard let last, extents.contains(0) || last < room else { return nil }
    return ForeignTensor(
      element, extents: extents, strides: strides, storage: piece.storage, offset: part.range.lowerBound)
  }

  private mutating func piece(_ storage: TorchStorage, name: String) throws(FormatError) -> TorchPiece {
    let whole: TorchPiece
    if let known = pieces[storage.key] {
      whole = known
    } else {
      whole = try file.piece(key: storage.key)
      pieces[storage.key] = whole
    }
    let size = storage.type.size
    let piece = storage.view.map { whole.part($0.offset, $0.count, size: size) } ?? whole
    guard let piece, storage.count <= piece.range.count / size || storage.view != nil else {
      throw .corrupt(path: file.path, reason: "the storage of \(PickleText.shown(name)) is too short")
    }
    return piece
  }

  /// Views with a stride of 0, and many views of one storage, can claim more numbers than a machine has room for.
  private mutating func spend(_ elements: Int) throws(FormatError) {
    let limit = (1 << 24) + 16 * file.size
    guard let sum = [count, elements].checkedSum(limit: limit) else {
      throw .corrupt(
        path: file.path, reason: "its tensors have more than \(limit) elements in \(file.size) bytes")
    }
    count = sum
  }

  private func unsupported(_ name: String, _ kind: String) -> FormatError {
    .unsupported(
      path: file.path,
      reason: "\(PickleText.shown(name)) is \(kind), which cannot be read; save it as plain float32")
  }
}
