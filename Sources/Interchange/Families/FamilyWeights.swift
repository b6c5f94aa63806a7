import Formats

/// The tensors of a file that has weights only, by name.
struct FamilyWeights {
  /// What all names begin with that is no part of them for a family, such as `net.` in a file of PyTorch Lightning.
  let prefix: String
  /// In the file's order, as the file has them.
  let order: [String]
  private let tensors: [String: ForeignTensor]

  init(_ tensors: [(name: String, tensor: ForeignTensor)]) {
    self.init(
      prefix: "", order: tensors.map(\.name),
      tensors: Dictionary(tensors.map { ($0.name, $0.tensor) }, uniquingKeysWith: { first, _ in first }))
  }

  private init(prefix: String, order: [String], tensors: [String: ForeignTensor]) {
    self.prefix = prefix
    self.order = order
    self.tensors = tensors
  }

  /// The same tensors with names that lack what is before the first dot, where that is one word for all of them.
  func withoutPrefix() -> FamilyWeights? {
    guard let first = order.first?.dropFirst(prefix.count), let dot = first.firstIndex(of: ".") else {
      return nil
    }
    let longer = prefix + first[...dot]
    guard order.allSatisfy({ $0.hasPrefix(longer) && $0.count > longer.count }) else { return nil }
    return FamilyWeights(prefix: longer, order: order, tensors: tensors)
  }

  /// The name in the file.
  func fileName(_ name: String) -> String { prefix + name }

  subscript(name: String) -> ForeignTensor? { tensors[prefix + name] }

  func has(_ name: String) -> Bool { self[name] != nil }

  /// The tensor's extents; nil for one that is not there or has no numbers.
  func shape(_ name: String) -> [Int]? {
    guard let tensor = self[name], tensor.count > 0 else { return nil }
    return tensor.extents
  }

  /// Whether a name's tensor has so many axes.
  func has(_ name: String, rank: Int) -> Bool { shape(name)?.count == rank }
}
