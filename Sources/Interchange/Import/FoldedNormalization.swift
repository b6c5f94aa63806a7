import Formats

/// Batch normalization that an exporter has multiplied into the weights of the layers before it.
///
/// An exporter leaves marks of it, which differ: PyTorch's older one gives such weights and biases numbers for names, its newer
/// one names its rule, or the result after the normalization's, or a bias after the weights, and ONNX Runtime says it in the
/// names of the tensors. A network without normalization has none of them: its biases have names of their own.
package struct FoldedNormalization {
  /// Layers that hold the normalization after them.
  package let layers: Int

  /// Looks for the marks; graphs of PyTorch have none, since its exports fold nothing.
  package init(_ graph: ForeignGraph) {
    guard case .onnx = graph.dialect else {
      layers = 0
      return
    }
    let hasNames = graph.stored.values.contains { $0.name.contains(".") }
    var weights: Set<String> = []
    for node in graph.nodes {
      let kind = node.operation.split(separator: ".").last.map(String.init) ?? node.operation
      guard ["Conv", "FusedConv", "ConvTranspose", "Gemm", "FusedGemm"].contains(kind) else { continue }
      let slots = node.inputs.map { argument -> String? in
        guard case .value(let name) = argument else { return nil }
        return graph.stored[name]?.name
      }
      guard slots.count > 1, let weight = slots[1] else { continue }
      let bias = slots.count > 2 ? slots[2] : nil
      if Self.hasMark(node) || Self.areMarked(weight, bias)
        || kind.hasPrefix("Conv") && Self.areAnonymous(weight, bias, inNames: hasNames)
      {
        weights.insert(weight)
      }
    }
    layers = weights.count
  }

  /// Whether a node says that it was made of a layer and a normalization, or has the latter's result, one of a tuple.
  private static func hasMark(_ node: ForeignGraph.Node) -> Bool {
    if let rules = node.rules, rules.contains("FuseBatchNorm") { return true }
    guard let result = node.outputs.first, result.hasPrefix("getitem") else { return false }
    return result.dropFirst(7).allSatisfy { $0 == "_" || $0.isWholeNumber }
  }

  /// Whether tensors have names that they get when they are joined.
  private static func areMarked(_ weight: String, _ bias: String?) -> Bool {
    weight.hasPrefix("ConvBnFusion_") || bias?.hasPrefix("ConvBnFusion_") ?? false || bias == "\(weight)_bias"
  }

  /// Whether both tensors have numbers for names.
  ///
  /// Weights alone have one where they are computed, as by `weight_norm`. Mere numbers tell nothing where no tensor has a name.
  private static func areAnonymous(_ weight: String, _ bias: String?, inNames hasNames: Bool) -> Bool {
    guard let bias else { return false }
    return [weight, bias].allSatisfy { name in
      if name.hasPrefix("onnx::") { return true }
      return hasNames && !name.isEmpty && name.allSatisfy { $0.isASCII && $0.isWholeNumber }
    }
  }

  /// What a user should know; nil where nothing is folded.
  package var remark: String? { layers > 0 ? Self.remark(layers: layers) : nil }

  /// What a user should know of so many layers.
  ///
  /// With `w′ = s·w` for a filter, a direction of the same numbers that is scaled to `‖w′‖`, or by each `|w′ᵢ|`, is `|s|·d`. So
  /// it leads to the folded weights of the network that `d` leads to, unless `s` is negative: then to those of `−d`.
  package static func remark(layers: Int) -> String {
    "batch normalization is folded into the weights of \(layers) layer\(layers == 1 ? "" : "s"): directions "
      + "scaled by filter or weight fold with it, so that maps are those of the trained network, with the opposite draw for "
      + "filters of negative scale"
  }
}
