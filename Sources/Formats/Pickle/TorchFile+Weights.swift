extension TorchFile {
  /// Tensors with their names, in the order of the file.
  package typealias Weights = [(name: String, tensor: ForeignTensor)]

  /// Keys under which checkpoints keep the weights.
  package static let weightKeys = [
    "state_dict", "model_state_dict", "model", "net", "network", "module", "ema", "params", "weights",
  ]

  /// Whether the file is a checkpoint of PyTorch Lightning; its names begin with the attribute that holds the network.
  package var isLightning: Bool {
    tree.pairs(tree.root)?["pytorch-lightning_version"] != nil
  }

  /// The weights of the network.
  ///
  /// They are what was saved itself, if it is a `state_dict` or an `nn.Module`, else what is under the only one of
  /// `weightKeys` that has tensors, there or one level below. Prefixes that `DataParallel` and `torch.compile` give to
  /// all names are taken off. Names that stand for one tensor have views that are the same.
  ///
  /// - Parameter key: where to look instead; keys of nested dictionaries are joined by dots.
  /// - Throws: `FormatError` `corrupt`, or `unsupported` when there are none, when several are possible (the reason
  ///   names the keys), or when a tensor is of a kind that cannot be read.
  package func weights(key: String? = nil) throws(FormatError) -> Weights {
    var walk = TorchWalk(self)
    switch try holder(key) {
    case .state(let pairs): try walk.collect(pairs)
    case .module(let module): try walk.collect(module: module)
    }
    var tensors = TorchTensors(self)
    var weights: Weights = []
    var names: Set<String> = []
    for found in walk.found {
      guard names.insert(found.name).inserted else {
        throw .corrupt(path: path, reason: "two tensors are named \(PickleText.shown(found.name))")
      }
      weights.append((found.name, try tensors.tensor(found.value, name: found.name)))
    }
    guard !weights.isEmpty else {
      throw .unsupported(path: path, reason: "the network that it holds has no parameters")
    }
    return Self.stripped(weights)
  }

  /// Takes off the part before the first dot if it is the same in all names, such as `model` in a Lightning file.
  ///
  /// - Returns: The prefix with its dot, and the weights without it; the numbers that `nn.Sequential` gives stay.
  package static func strippingCommonPrefix(_ weights: Weights) -> (prefix: String, weights: Weights)? {
    guard let dot = weights.first?.name.firstIndex(of: "."), let first = weights.first?.name else {
      return nil
    }
    let prefix = String(first[...dot])
    guard prefix.count > 1, Int(prefix.dropLast()) == nil else { return nil }
    return removing(prefix, from: weights).map { (prefix, $0) }
  }

  private static func removing(_ prefix: String, from weights: Weights) -> Weights? {
    guard weights.allSatisfy({ $0.name.hasPrefix(prefix) && $0.name.utf8.count > prefix.utf8.count }) else {
      return nil
    }
    return weights.map { (String($0.name.dropFirst(prefix.count)), $0.tensor) }
  }

  private static func stripped(_ weights: Weights) -> Weights {
    var weights = weights
    // `DataParallel` of a compiled network has both, in either order; more than a few are not wrappers.
    for prefix in ["module.", "_orig_mod.", "module.", "_orig_mod."] {
      if let shorter = removing(prefix, from: weights) { weights = shorter }
    }
    return weights
  }
}

extension TorchFile {
  /// Where weights are.
  private enum Holder {
    case state([PicklePair])
    case module(PickleValue)
  }

  private func holder(_ key: String?) throws(FormatError) -> Holder {
    if let key {
      let value = try value(at: key)
      guard let holder = holder(value, nested: true) ?? mixed(value) else {
        throw .unsupported(
          path: path,
          reason: "\(PickleText.shown(key)) is \(kind(of: value)), without tensors; it has \(listed())")
      }
      return holder
    }
    if let holder = holder(tree.root) { return holder }
    let pairs = tree.pairs(tree.root) ?? []
    if let holder = try candidate(pairs, holder: { holder($0, nested: true) }) { return holder }
    if let holder = try candidate(pairs, holder: mixed) { return holder }
    let others = pairs.prefix(100).compactMap { pair -> String? in
      guard case .text(let key) = pair.key, holder(pair.value, nested: true) != nil else { return nil }
      return key
    }
    if !others.isEmpty { throw ambiguous(others) }
    if let holder = mixed(tree.root) { return holder }
    throw .unsupported(path: path, reason: "it has no weights; it holds \(listed())")
  }

  /// What is under the only one of `weightKeys` that is right.
  private func candidate(
    _ pairs: [PicklePair], holder: (PickleValue) -> Holder?
  ) throws(FormatError) -> Holder? {
    var candidates: [(key: String, value: PickleValue, holder: Holder)] = []
    for key in Self.weightKeys {
      guard let value = pairs[key], let holder = holder(value),
        !candidates.contains(where: { $0.value == value })
      else { continue }
      candidates.append((key, value, holder))
    }
    guard candidates.count <= 1 else { throw ambiguous(candidates.map(\.key)) }
    return candidates.first?.holder
  }

  private func ambiguous(_ keys: [String]) -> FormatError {
    let keys = keys.prefix(10).map { PickleText.shown($0) }
    let places =
      keys.count == 1 ? keys[0] : "\(keys.dropLast().joined(separator: ", ")) or \(keys[keys.count - 1])"
    return .unsupported(
      path: path, reason: "its weights may be under \(places); choose with --key \(keys.first ?? "NAME")")
  }

  /// A network, or a dictionary of tensors and nothing else, or either one level below.
  private func holder(_ value: PickleValue, nested: Bool = false) -> Holder? {
    if TorchWalk.isModule(value, in: tree) { return .module(value) }
    guard let pairs = tree.pairs(value), !TorchLayout.isTensor(value, in: tree) else { return nil }
    if isState(pairs) { return .state(pairs) }
    guard nested else { return nil }
    let inner = Self.weightKeys.compactMap { pairs[$0] }.compactMap { holder($0) }
    return inner.count == 1 ? inner[0] : nil
  }

  /// Items of a dictionary that are looked at to tell what it is: many keys may share a large one.
  static let seen = 100_000

  /// Whether all values are tensors, but for what modules add to their state (`get_extra_state`).
  private func isState(_ pairs: [PicklePair]) -> Bool {
    var hasTensor = false
    for pair in pairs.prefix(Self.seen) {
      guard case .text(let name) = pair.key else { return false }
      if TorchLayout.isTensor(pair.value, in: tree) {
        hasTensor = true
      } else if !name.hasSuffix("_extra_state") {
        return false
      }
    }
    return hasTensor
  }

  /// A dictionary with tensors and other things: the tensors.
  private func mixed(_ value: PickleValue) -> Holder? {
    guard let pairs = tree.pairs(value), !TorchLayout.isTensor(value, in: tree),
      pairs.contains(where: { TorchLayout.isTensor($0.value, in: tree) })
    else { return nil }
    return .state(pairs)
  }

  /// What a key stands for: one of the outermost, else a path of keys with dots between them.
  private func value(at key: String) throws(FormatError) -> PickleValue {
    if let value = tree.pairs(tree.root)?[key] { return value }
    var value = tree.root
    for part in key.split(separator: ".", maxSplits: 8, omittingEmptySubsequences: false) {
      guard let next = tree.pairs(value)?[String(part)] else {
        throw .unsupported(
          path: path, reason: "it has no key \(PickleText.shown(key)); it holds \(listed())")
      }
      value = next
    }
    return value
  }
}
