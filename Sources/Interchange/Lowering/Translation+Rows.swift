import Formats
import Networks

/// Values whose steps and samples a program takes as one axis.
///
/// `[T, n, F]` becomes `[T·n, F]` around a layer and comes back: the samples are then no run of positions along that axis, so the
/// value stays as it is, and only its extents are those of the program.
extension Translation {
  /// A value with its first two axes as one, where that is what a reshape does.
  func foldedRows(_ target: [SymbolicInteger], _ shape: ValueShape, _ node: Int) -> Traced? {
    guard shape.batchAxis == 1, shape.rank >= 2, shape.extents[1] == 1, shape.extents[0] > 1,
      target.first == SymbolicInteger(0, samples: shape.extents[0]),
      Self.fixed(Array(target.dropFirst()))?.reduce(1, *) == shape.extents.dropFirst(2).reduce(1, *)
    else { return nil }
    let rest = target.dropFirst().map(\.constant)
    guard let result = try? recorder.record(.reshape([shape.extents[0], 1] + rest, batchAxis: 1), [node])
    else { return nil }
    return .rows(result)
  }

  /// A value with steps and samples apart again.
  func unfolded(_ node: Int, to target: [SymbolicInteger]) throws(Refusal) -> Traced {
    let extents = recorder.shape(node).extents
    var target = target
    if let open = target.firstIndex(of: SymbolicInteger(-1)) {
      let known = try product(target.enumerated().filter { $0.offset != open }.map(\.element))
      let all = extents.reduce(1, *)
      let count = known.samples == 0 ? known.constant : known.samples
      guard count > 0, all % count == 0 else { throw Refusal("it mixes samples with steps") }
      target[open] =
        known.samples == 0 ? SymbolicInteger(0, samples: all / count) : SymbolicInteger(all / count)
    }
    if target.first == SymbolicInteger(0, samples: extents[0]) {
      let rest = target.dropFirst().compactMap(\.fixed)
      guard rest.count == target.count - 1, rest.reduce(1, *) == extents.dropFirst(2).reduce(1, *) else {
        throw Refusal("it mixes samples with steps")
      }
      return .rows(try recorder.record(.reshape([extents[0], 1] + rest, batchAxis: 1), [node]))
    }
    guard target.count >= 2, target[0] == SymbolicInteger(extents[0]), target[1].constant == 0,
      target[1].samples > 0
    else {
      throw Refusal("it mixes samples with steps")
    }
    return try reshape(.node(node), to: target)
  }

  /// The value of a node with its first two axes as one.
  func asRows(_ value: Traced) throws(Refusal) -> Traced {
    guard case .node(let node) = value else { throw Refusal("it mixes samples with steps") }
    return .rows(node)
  }

  /// What is combined with such a value number by number.
  func besideRows(_ value: Traced) throws(Refusal) -> Traced {
    if case .rows(let node) = value { return .node(node) }
    guard try rank(value) <= 1 else { throw Refusal("it mixes samples with steps") }
    return value
  }
}
