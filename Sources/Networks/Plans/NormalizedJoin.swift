import Numerics
import Tensors

/// Values one after another by channel, batch normalization of all of them, and a rectifier: in one pass over channels-last images.
///
/// That is how dense blocks read what all layers before have made (Huang et al. 2017, arXiv:1608.06993). The concatenation or the
/// rectifier may be missing.
struct NormalizedJoin {
  /// The nodes that are computed together.
  let nodes: [Int]
  private let parts: [Int]
  private let normalization: Int
  private let rectifies: Bool

  /// Nil where the nodes from this one on are others, or their values in another order.
  init?(from node: Int, in plan: PlanCompiler) {
    func operation(_ node: Int) -> Operation { plan.graph.nodes[node].operation }
    func isSeen(_ node: Int) -> Bool { plan.observed.contains(node) }
    var nodes = [node]
    if let concatenation = operation(node).as(Concatenation.self) {
      guard concatenation.axis == 1, !isSeen(node), let next = plan.soleConsumer(of: node) else { return nil }
      nodes.append(next)
    }
    let normalization = nodes[nodes.count - 1]
    guard plan.precision == .exact, !plan.isStatic[node],
      operation(normalization).as(BatchNormalization.self) != nil
    else { return nil }
    if !isSeen(normalization), let next = plan.soleConsumer(of: normalization),
      operation(next) == .activation(.relu)
    {
      nodes.append(next)
      rectifies = true
    } else {
      rectifies = false
    }
    parts = plan.graph.nodes[node].inputs
    guard nodes.count > 1, parts.allSatisfy({ Self.isChannelsLast(plan.values[$0].layout) }) else {
      return nil
    }
    self.nodes = nodes
    self.normalization = normalization
  }

  private static func isChannelsLast(_ layout: Layout) -> Bool {
    layout.extents.count == 4 && layout.element == .float32 && layout.strides != nil
      && layout.channelBlock == layout.extents[1]
  }

  /// The rules of the last node.
  var rules: any NodeRules {
    NormalizedJoinRules(parts, normalization, rectifies: rectifies, node: nodes[nodes.count - 1])
  }
}

private final class NormalizedJoinRules: ForwardRules {
  private let parts: [Int]
  private let normalization: Int
  private let rectifies: Bool
  private let node: Int

  init(_ parts: [Int], _ normalization: Int, rectifies: Bool, node: Int) {
    (self.parts, self.normalization, self.rectifies, self.node) = (parts, normalization, rectifies, node)
  }

  func forward(_ plan: PlanCompiler) throws(KernelError) -> Memory {
    let sources = parts.map { plan.values[$0] }
    let extents = plan.graph.values[node].extents(batch: plan.batch)
    let result = try plan.reserve(.images(extents, .channelsLast))
    let channels = extents[1]
    let affine = NormalizationAffine(plan, normalization)
    let scale = try plan.schedule.reserve(.plain([channels]), persistent: true)
    let shift = try plan.schedule.reserve(.plain([channels]), persistent: true)
    plan.append(
      ClosureStep { [parameters = plan.source] in
        guard let parameters = parameters.parameters else { return }
        for c in 0..<channels {
          let found = affine.coefficients(c, parameters)
          scale.pointer[c] = Float(found.scale)
          shift.pointer[c] = Float(found.shift)
        }
      }, touching: [scale, shift], .load)
    plan.append(
      ClosureStep { [rectifies] in
        let rows = extents[0] * extents[2] * extents[3]
        var first = 0
        for source in sources {
          let width = source.layout.extents[1]
          VectorMath.affineRows(
            source.pointer, scale.pointer + first, plus: shift.pointer + first, rectifies: rectifies,
            rows: rows,
            width: width, into: result.pointer + first, stride: channels)
          first += width
        }
      }, touching: sources + [scale, shift, result], .forward)
    return result
  }
}
