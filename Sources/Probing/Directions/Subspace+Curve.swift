import Models
import Networks
import Numerics
import Storage
import Surfaces

extension Subspace {
  /// A curve from a model through parameters of its network, by one coordinate.
  ///
  /// - Parameters:
  ///   - kind: how it runs between the knots.
  ///   - times: the coordinate of each knot, rising.
  ///   - knots: parameters, as many as the model's; nil for the model's own, among them at 0.
  ///   - name: what to call the curve, as the name of an axis.
  ///   - movesStatistics: whether running statistics of batch normalization move as well.
  /// - Throws: `ProbingError.unusableDirection` where a knot is not finite or none differs from the model.
  package init(
    of model: Model, along kind: CurveKind, times: [Double], knots: [[Float]?], named name: String,
    movingStatistics movesStatistics: Bool
  ) throws(ProbingError) {
    let layout = ParameterLayout(model.graph)
    var raw: [RawDirection] = []
    var places: [Int?] = []
    var hasher = Digest.Hasher()
    hasher.update("\(kind.rawValue) \(movesStatistics)")
    for (time, knot) in zip(times, knots) {
      hasher.update(" \(time)")
      guard let knot else {
        places.append(nil)
        continue
      }
      precondition(knot.count == layout.count, "\(knot.count) parameters for \(layout.count)")
      var components = [Float](repeating: 0, count: layout.count)
      for block in layout.blocks where block.role.moves(movesStatistics) {
        for i in block.range { components[i] = knot[i] - model.parameters[i] }
      }
      guard components.withUnsafeBufferPointer(VectorMath.isFinite) else {
        throw .unusableDirection(name: name, .notFinite)
      }
      components.withUnsafeBytes { hasher.update($0) }
      if components.allSatisfy({ $0 == 0 }) {
        places.append(nil)
      } else {
        places.append(raw.count)
        raw.append(
          try RawDirection(components, from: { .curve(name: name, digest: $0) }, named: name))
      }
    }
    guard !raw.isEmpty else { throw .unusableDirection(name: name, .vanishes) }
    self.init(of: model, along: raw, normalization: .none)
    curve = SubspaceCurve(
      kind, times: times, knots: places,
      positive: movesStatistics ? layout.blocks.filter { $0.role == .runningVariance }.map(\.range) : [])
    curveSource = .curve(name: name, digest: hasher.finish())
  }

  /// The straight line from a model, at 0, to another one of the same network, at 1.
  ///
  /// - Throws: `ProbingError.unusableDirection`, which names the first difference of another network.
  package init(
    from model: Model, to other: Model, named name: String, towards otherName: String,
    movingStatistics movesStatistics: Bool
  ) throws(ProbingError) {
    try ModelPlane.check(other, named: otherName, against: model)
    let blocks = ParameterLayout(model.graph).blocks.filter { $0.role.moves(movesStatistics) }
    guard blocks.contains(where: { other.parameters[$0.range] != model.parameters[$0.range] }) else {
      throw .unusableDirection(name: otherName, .sameParameters)
    }
    try self.init(
      of: model, along: .polychain, times: [0, 1], knots: [nil, other.parameters], named: name,
      movingStatistics: movesStatistics)
  }

  /// The way of a run through its snapshots, straight between them, by epochs: the model, its end, is at 0, and what was before
  /// lies at negative coordinates.
  ///
  /// Where the run ends elsewhere, its end is at -1, and a straight piece leads on from there.
  ///
  /// - Parameter limit: snapshots that are taken at most, evenly spread, since all are held in memory.
  /// - Throws: `ProbingError` `storage` or `unusableDirection`.
  package init(
    along run: TrajectoryPlane.Run, endingAt model: Model, movingStatistics movesStatistics: Bool, limit: Int
  ) throws(ProbingError) {
    let file = run.file
    let layout = ParameterLayout(model.graph)
    guard file.parameterCount == layout.count else {
      throw .unusableDirection(
        name: file.path,
        .otherRun(model: file.model, expected: layout.count, found: file.parameterCount))
    }
    var (times, knots): ([Double], [[Float]?]) = ([], [])
    for index in SurfaceProbe.spread(file.snapshotCount, to: limit) {
      let vector: [Float]
      do throws(StorageError) { vector = try file.snapshot(index) } catch { throw .storage(error) }
      // What diverged lies on no line.
      guard vector.withUnsafeBufferPointer(VectorMath.isFinite) else { continue }
      times.append(file.epochs[index])
      knots.append(vector)
    }
    let isEnd = knots.last == model.parameters
    let end = (times.last ?? 0) + (isEnd ? 0 : 1)
    if isEnd { knots[knots.count - 1] = nil } else { (times, knots) = (times + [end], knots + [nil]) }
    guard knots.count > 1 else {
      throw .unusableDirection(name: file.path, .noMovement(snapshots: file.snapshotCount))
    }
    try self.init(
      of: model, along: .polychain, times: times.map { $0 - end }, knots: knots,
      named: isEnd
        ? "along \(run.name), in epochs from its end"
        : "along \(run.name), whose end is at -1, and straight to the network",
      movingStatistics: movesStatistics)
  }
}
