import Tensors

/// Normalization of each sample by itself, over groups of channels: `γ (x − μ)/√(σ² + ε) + β` with mean and (biased)
/// variance of the group's channels and all their pixels, scale and shift per channel.
///
/// Wu & He 2018, arXiv:1803.08494. One group is layer normalization (Ba et al. 2016, arXiv:1607.06450), as many groups
/// as channels instance normalization (Ulyanov et al. 2016, arXiv:1607.08022). The same in training and inference.
package struct GroupNormalization: OperationKind {
  package static let kind = "group-normalization"

  /// A divisor of the number of channels.
  package let groups: Int
  package let epsilon: Float

  /// Whether there are scale and shift; absent in files when true.
  package let affine: Bool

  package init(groups: Int, epsilon: Float = 1e-5, affine: Bool = true) {
    self.groups = groups
    self.epsilon = epsilon
    self.affine = affine
  }

  /// Whether samples of that shape have such groups, of at least two numbers each: one alone would always become 0.
  func fits(_ shape: SampleShape) -> Bool {
    groups > 0 && epsilon > 0 && epsilon.isFinite && shape.channels % groups == 0 && shape.count / groups > 1
  }

  package func check(_ inputs: [ValueShape], node: String) throws(GraphError) {
    guard inputs[0].isImage || inputs[0].isVector else { return }
    let shape = inputs[0].sample
    guard fits(shape) else { throw .unsuitableGroups(node: node, groups: groups, input: shape) }
  }

  package func outputShape(of inputs: [ValueShape]) -> ValueShape? {
    inputs[0].isImage || inputs[0].isVector ? inputs[0] : nil
  }

  package func parameters(of inputs: [ValueShape]) -> [ParameterSpecification] {
    guard affine else { return [] }
    let shape = [inputs[0].sample.channels]
    return [
      ParameterSpecification(suffix: "weight", shape: shape, role: .normalizationScale),
      ParameterSpecification(suffix: "bias", shape: shape, role: .normalizationShift),
    ]
  }

  package func rules(node: Int, inputs: [Int]) -> any NodeRules {
    GroupNormalizationRules(node, inputs[0], self)
  }

  /// Without scale and shift each group is a row of layer normalization.
  package func expansion(of inputs: [ValueShape]) -> Expansion? {
    guard !affine else { return nil }
    let shape = inputs[0]
    var expansion = Expansion(inputs: 1, parameters: 0)
    let rows = expansion.add("groups", .reshape([1, groups, shape.count / groups]), 0)
    let normal = expansion.add(
      "normal", .layerNormalization(LayerNormalization(epsilon: epsilon, bias: false, affine: false)), rows)
    _ = expansion.add("together", .reshape(shape.extents), normal)
    return expansion
  }
}

extension GroupNormalization {
  private enum CodingKeys: CodingKey {
    case groups
    case epsilon
    case affine
  }

  package init(from decoder: any Decoder) throws {
    let container = try decoder.container(keyedBy: CodingKeys.self)
    self.init(
      groups: try container.decode(Int.self, forKey: .groups),
      epsilon: try container.decode(Float.self, forKey: .epsilon),
      affine: try container.decodeIfPresent(Bool.self, forKey: .affine) ?? true)
  }

  package func encode(to encoder: any Encoder) throws {
    var container = encoder.container(keyedBy: CodingKeys.self)
    try container.encode(groups, forKey: .groups)
    try container.encode(epsilon, forKey: .epsilon)
    if !affine { try container.encode(affine, forKey: .affine) }
  }
}

extension Operation {
  package static func groupNormalization(_ normalization: GroupNormalization) -> Operation {
    Operation(normalization)
  }
}

/// Normalization of each sample over groups of `N` numbers, `y = γ x̂ + β` with `x̂ = s (x − μ)`, `s = 1/√(σ² + ε)`.
///
/// Wu & He 2018, arXiv:1803.08494. Mean and variance move with `x`, in training and inference alike. With `⟨u⟩` for the
/// mean over a group, `h = γ ȳ` and `P u = s (u − ⟨u⟩ − x̂ ⟨x̂ u⟩)`:
///
/// - tangent: `ẏ = γ x̂˙ + γ̇ x̂ + β̇` with `x̂˙ = P ẋ`
/// - backward: `x̄ = P h`, `γ̄ = Σ ȳ x̂`, `β̄ = Σ ȳ`
/// - its derivative, with `h˙ = γ ȳ' + γ̇ ȳ`: `P h˙ − s x̂˙ ⟨x̂ h⟩ − s x̂ ⟨x̂˙ h⟩ − s ⟨x̂ ẋ⟩ x̄`, `Σ (ȳ' x̂ + ȳ x̂˙)`, `Σ ȳ'`
private final class GroupNormalizationRules: NodeRules {
  private let node: Int
  private let input: Int
  private let normalization: GroupNormalization
  private var statistics: GroupStatistics?

  init(_ node: Int, _ input: Int, _ normalization: GroupNormalization) {
    self.node = node
    self.input = input
    self.normalization = normalization
  }

  private func groups() -> GroupStatistics {
    guard let statistics else { preconditionFailure("the other rules come after the forward rule") }
    return statistics
  }

  func forward(_ plan: PlanCompiler) throws(KernelError) -> Memory {
    let source = plan.values[input]
    let result = try plan.reserve(source.layout)
    let statistics = GroupStatistics(normalization, plan.graph.shapes[node], batch: plan.batch)
    self.statistics = statistics
    let blocks = try plan.parameters(of: node)
    append(
      statistics.normalize(source, scale: blocks.first, shift: blocks.last, to: result), blocks, plan,
      .forward)
    return result
  }

  func tangent(_ plan: PlanCompiler) throws(KernelError) -> Memory? {
    let source = plan.values[input]
    let result = try plan.reserve(source.layout)
    let (groups, scale, directions) = (groups(), try plan.parameters(of: node)[0], directions(plan))
    guard let tangent = plan.tangents[input] else {
      let step = SampleAffineStep(sums: [], terms: [source], to: result, channels: groups.channels) {
        n, table in
        groups.forEach(n) { group, channels in
          group.meanOfTangent = 0
          group.meanOfProductWithTangent = 0
          for c in channels {
            let slope = directions.scale(c) * group.inverse
            table.setFactor(0, c, slope)
            table.setConstant(c, directions.shift(c) - slope * group.mean)
          }
        }
      }
      append(step, [], plan, .tangent)
      return result
    }
    let moved = try plan.convert(tangent, to: source.layout, .tangent)
    let step = SampleAffineStep(
      sums: [.init(moved), .init(moved, source)], terms: [source, moved], to: result,
      channels: groups.channels
    ) { n, table in
      groups.forEach(n) { group, channels in
        let s = group.inverse
        var (sum, product) = (0.0, 0.0)
        for c in channels {
          sum += table.sum(0, c)
          product += table.sum(1, c)
        }
        group.meanOfTangent = sum / groups.size
        group.meanOfProductWithTangent = s * (product / groups.size - group.mean * group.meanOfTangent)
        for c in channels {
          let gamma = Double(scale.pointer[c])
          let slope = s * (directions.scale(c) - gamma * s * group.meanOfProductWithTangent)
          table.setFactor(0, c, slope)
          table.setFactor(1, c, gamma * s)
          table.setConstant(
            c, directions.shift(c) - gamma * s * group.meanOfTangent - slope * group.mean)
        }
      }
    }
    append(step, [scale], plan, .tangent)
    return result
  }

  func backward(_ gradient: Memory, _ plan: PlanCompiler) throws(KernelError) -> [Memory?] {
    let source = plan.values[input]
    let result = try plan.reserve(source.layout)
    let sums = try ParameterSums(plan, plan.layout.indices(of: node), into: \.gradients)
    let (groups, scale) = (groups(), try plan.parameters(of: node)[0])
    let step = SampleAffineStep(
      sums: [.init(gradient), .init(gradient, source)], terms: [gradient, source], to: result,
      channels: groups.channels, begin: sums.clear, end: sums.write
    ) { n, table in
      groups.forEach(n) { group, channels in
        let s = group.inverse
        var (mean, product) = (0.0, 0.0)
        for c in channels {
          let gamma = Double(scale.pointer[c])
          let total = table.sum(0, c)
          let centred = s * (table.sum(1, c) - group.mean * total)
          sums.add(scale: centred, shift: total, c)
          mean += gamma * total / groups.size
          product += gamma * centred / groups.size
        }
        group.meanOfGradient = mean
        group.meanOfProductWithGradient = product
        for c in channels {
          table.setFactor(0, c, s * Double(scale.pointer[c]))
          table.setFactor(1, c, -s * s * product)
          table.setConstant(c, s * (s * group.mean * product - mean))
        }
      }
    }
    append(step, [scale] + sums.memories, plan, .backward)
    return [result]
  }

  func tangentBackward(
    _ gradient: Memory, _ change: Memory?, _ plan: PlanCompiler
  ) throws(KernelError) -> [Memory?] {
    let source = plan.values[input]
    let phase = PlanCompiler.Phase.tangentBackward
    let result = try plan.reserve(source.layout)
    var moved: Memory?
    if let tangent = plan.tangents[input] { moved = try plan.convert(tangent, to: source.layout, phase) }
    let sums = try ParameterSums(plan, plan.layout.indices(of: node), into: \.gradientTangents)
    let (groups, scale, directions) = (groups(), try plan.parameters(of: node)[0], directions(plan))

    var products = [SampleAffineStep.Product(gradient), .init(gradient, source)]
    var terms = [source, gradient]
    var (movedIndex, changeIndex) = (0, 0)
    if let moved {
      movedIndex = terms.count
      terms.append(moved)
      products.append(.init(gradient, moved))
    }
    if let change {
      changeIndex = terms.count
      terms.append(change)
      products += [.init(change), .init(change, source)]
    }
    let (isMoved, isChanged) = (moved != nil, change != nil)
    let changeSum = isMoved ? 3 : 2

    let step = SampleAffineStep(
      sums: products, terms: terms, to: result, channels: groups.channels, begin: sums.clear, end: sums.write
    ) { n, table in
      groups.forEach(n) { group, channels in
        let (s, mean) = (group.inverse, group.mean)
        let (m1, m2) = (group.meanOfTangent, group.meanOfProductWithTangent)
        let (h1, h2) = (group.meanOfGradient, group.meanOfProductWithGradient)
        var (changeMean, changeProduct) = (0.0, 0.0)
        for c in channels {
          let (gamma, direction) = (Double(scale.pointer[c]), directions.scale(c))
          let total = table.sum(0, c)
          let centred = s * (table.sum(1, c) - mean * total)
          let along = isMoved ? s * (table.sum(2, c) - m1 * total - m2 * centred) : 0
          let totalChange = isChanged ? table.sum(changeSum, c) : 0
          let centredChange = isChanged ? s * (table.sum(changeSum + 1, c) - mean * totalChange) : 0
          sums.add(scale: centredChange + along, shift: totalChange, c)
          changeMean += (gamma * totalChange + direction * total) / groups.size
          changeProduct += (gamma * (along + centredChange) + direction * centred) / groups.size
        }
        let slope = s * (2 * s * m2 * h2 - changeProduct)
        for c in channels {
          let (gamma, direction) = (Double(scale.pointer[c]), directions.scale(c))
          table.setFactor(0, c, s * slope)
          table.setFactor(1, c, s * (direction - s * m2 * gamma))
          if isMoved { table.setFactor(movedIndex, c, -s * s * h2) }
          if isChanged { table.setFactor(changeIndex, c, s * gamma) }
          table.setConstant(c, s * (s * (m2 * h1 + m1 * h2) - changeMean) - s * mean * slope)
        }
      }
    }
    append(step, [scale] + sums.memories, plan, phase)
    return [result]
  }

  private func directions(_ plan: PlanCompiler) -> NormalizationDirections {
    NormalizationDirections(plan.layout.indices(of: node).map { plan.direction($0) })
  }

  private func append(
    _ step: SampleAffineStep, _ others: [Memory], _ plan: PlanCompiler, _ phase: PlanCompiler.Phase
  ) {
    plan.append(step, touching: step.memories + others, phase)
  }
}

/// The direction's components of scale and shift, by channel.
private struct NormalizationDirections {
  private let blocks: [Memory]

  init(_ blocks: [Memory]) { self.blocks = blocks }

  func scale(_ c: Int) -> Double { Double(blocks[0].pointer[c]) }
  func shift(_ c: Int) -> Double { Double(blocks[1].pointer[c]) }
}

/// Gradients of scale and shift, summed over the samples in `Double`.
private final class ParameterSums {
  let memories: [Memory]
  private var scale: [Double]
  private var shift: [Double]

  init(
    _ plan: PlanCompiler, _ blocks: [Int], into target: ReferenceWritableKeyPath<PlanCompiler, [Memory?]>
  ) throws(KernelError) {
    var memories: [Memory] = []
    for block in blocks {
      let memory = try plan.reserve(plan.parameter(block).layout)
      plan[keyPath: target][block] = memory
      memories.append(memory)
    }
    self.memories = memories
    scale = Array(repeating: 0, count: memories[0].layout.extents[0])
    shift = scale
  }

  func clear() {
    for c in scale.indices { (scale[c], shift[c]) = (0, 0) }
  }

  func add(scale scaleTerm: Double, shift shiftTerm: Double, _ c: Int) {
    scale[c] += scaleTerm
    shift[c] += shiftTerm
  }

  func write() {
    for c in scale.indices {
      memories[0].pointer[c] = Float(scale[c])
      memories[1].pointer[c] = Float(shift[c])
    }
  }
}
