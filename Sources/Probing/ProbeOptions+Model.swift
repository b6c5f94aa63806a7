import Models
import Networks

extension ProbeOptions {
  /// Checks that options have an effect on a model's network, and that what they name is in it.
  ///
  /// - Parameter savesDirections: whether directions are to be written to a file.
  /// - Throws: `ProbingError.invalidOption`.
  package func validate(for model: Model, savingDirections savesDirections: Bool = false) throws(ProbingError)
  {
    if let layers = model.imported?.foldedLayers, layers > 0 {
      try refuseFolded(layers, of: model, savesDirections)
    }
    let layout = ParameterLayout(model.graph)
    let roles = layout.blocks.map(\.role)
    for included in included.sorted(by: { $0.rawValue < $1.rawValue })
    where !roles.contains(where: included.contains) {
      throw .invalidOption(
        name: "include",
        reason: "\(included.rawValue) does nothing: the network has no \(included.words); leave it out")
    }
    if batchNormalization == .recalibrate, !roles.contains(where: \.isStatistic) {
      throw .invalidOption(
        name: "batch-norm",
        reason: "recalibrate does nothing: the network has no batch normalization; leave it out")
    }
    let names = only.isEmpty ? nil : TensorNames(model)
    for pattern in only {
      let found = names?.blocks(matching: pattern) ?? []
      guard !found.isEmpty else { throw .unmatchedPattern(pattern, names: names?.all ?? []) }
      guard !found.contains(where: { moves(layout.blocks[$0], model.tensors[$0]) }) else { continue }
      throw .invalidOption(name: "only", reason: idleness(of: pattern, found.map { roles[$0] }))
    }
  }

  /// Whether directions can change a block.
  private func moves(_ block: ParameterBlock, _ tensor: ParameterOrigin) -> Bool {
    if directionFile != nil { return block.role.isTrainable }
    return filters == .leading ? Direction.movesByTensor(block, tensor) : Direction.moves(block, included)
  }

  /// Why nothing that a pattern names moves, and what would move it.
  private func idleness(of pattern: String, _ roles: [ParameterRole]) -> String {
    let start = "'\(pattern)' names nothing that moves"
    let missing = IncludedRole.allCases.filter { role in roles.contains(where: role.contains) }
    if missing.isEmpty { return "\(start): running statistics and constants stay as they are" }
    if filters == .leading { return "\(start): --filters leading takes tensors of two axes and more alone" }
    return "\(start): only \(Set(roles.map(\.name)).sorted().joined(separator: ", ")); add --include "
      + missing.map(\.rawValue).joined(separator: ",")
  }

  /// Refuses what is about the trained tensors where these are not in the file.
  ///
  /// Directions scaled by filter or weight fold as the weights did; others do not.
  private func refuseFolded(
    _ layers: Int, of model: Model, _ savesDirections: Bool
  ) throws(ProbingError) {
    let leads =
      filters == .leading && model.graph.nodes.contains { $0.operation.base is TransposedConvolution }
    let options: [(name: String, value: String, isGiven: Bool)] = [
      ("directions", directionFile ?? "", directionFile != nil),
      ("save-directions", "", savesDirections),
      (
        "normalization", normalization.rawValue,
        directionFile == nil && weights.isEmpty && eigenvectors.isEmpty
          && [.layer, .none].contains(normalization)
      ),
      ("filters", filters.rawValue, leads),
      ("include", IncludedRole.norm.rawValue, included.contains(.norm)),
      ("include", IncludedRole.bias.rawValue, included.contains(.bias)),
      ("batch-norm", batchNormalization.rawValue, batchNormalization == .recalibrate),
    ]
    guard let option = options.first(where: \.isGiven) else { return }
    throw .invalidOption(
      name: option.name,
      reason: (option.value.isEmpty ? "" : "\(option.value) ")
        + "needs the trained tensors, and \(model.source.fileName ?? model.name) has batch normalization folded into "
        + "\(layers) of them; give a .pt2 file, or export to ONNX with training=TrainingMode.PRESERVE, "
        + "do_constant_folding=False or, with dynamo=True, optimize=False")
  }
}

extension IncludedRole {
  /// What parameters of the role belong to.
  fileprivate var words: String {
    switch self {
    case .bias: "biases"
    case .norm: "normalization layers"
    case .slope: "PReLU"
    case .offset: "positions, class tokens or other tensors that are added"
    }
  }
}
