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
        directionFile == nil && weights.isEmpty && [.layer, .none].contains(normalization)
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
