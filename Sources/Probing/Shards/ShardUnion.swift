import Estimation
import Surfaces

/// The points of several files of one surface, put together.
///
/// Points are independent of each other: whichever file a point comes from, the whole has the bytes that one process would
/// have written, if all were computed with the same kernels.
package struct ShardUnion: Sendable {
  /// All points that are known, under the name of no shard and without what only a whole surface has.
  package private(set) var surface: Surface
  private var selfCheck: SelfCheck?
  /// Points evaluated on all samples afterwards, by the number of shards of the division that they were found in.
  private var checks: [Int: [EstimationRecord.Check]] = [:]
  /// The numbers of complete shards, by the number of shards.
  private var complete: [Int: Set<Int>] = [:]
  /// What a file that is complete by itself says; nil without one.
  private var finished: Surface?

  /// The union of one file.
  package init(_ first: Surface) {
    surface = first
    surface.provenance.shard = nil
    surface.provenance.selfCheck = nil
    surface.provenance.estimation?.result?.shardChecks = nil
    add(first)
  }

  /// What differs between this surface and another one, in words; empty where their points may be put together.
  package func differences(from other: Surface) -> [String] {
    var provenance = other.provenance
    provenance.shard = nil
    return surface.provenance.differences(from: provenance) + surface.grid.differences(from: other.grid)
  }

  /// Adds the points of another file, where they are not known yet.
  package mutating func add(_ other: Surface) {
    precondition(surface.grid == other.grid, "a shard of another grid")
    for index in other.loss.indices where surface.loss[index].isNaN && !other.loss[index].isNaN {
      for (name, values) in other.fields { surface.set(name, at: index, values[index]) }
    }
    let found = other.provenance
    if surface.provenance.directionCosine == nil {
      surface.provenance.directionCosine = found.directionCosine
    }
    if surface.provenance.estimation?.result == nil {
      surface.provenance.estimation?.result = found.estimation?.result
      surface.provenance.estimation?.result?.shardChecks = nil
    }
    guard other.isComplete else { return }
    guard let shard = found.shard else {
      finished = finished ?? other
      return
    }
    if let check = found.selfCheck { selfCheck = selfCheck ?? check }
    guard complete[shard.count, default: []].insert(shard.number).inserted else { return }
    checks[shard.count, default: []] += found.estimation?.result?.shardChecks ?? []
  }

  /// The complete surface, as one process would have written it; nil while something is missing.
  package var whole: Surface? {
    if let finished { return finished }
    let division = complete.first { $0.value.count == $0.key }?.key
    guard surface.missing == 0, var check = selfCheck else { return nil }
    // Which points are checked of an estimate is a matter of all points.
    guard surface.provenance.estimation == nil || division != nil else { return nil }
    var whole = surface
    check.missing = 0
    check.diverged = whole.diverged
    if whole.provenance.estimation != nil {
      let medianError = whole.relativeErrors.median
      whole.provenance.estimation?.result?.medianError = medianError
      check.estimates = ordered(division.flatMap { checks[$0] } ?? [])
    }
    whole.provenance.selfCheck = check
    return whole
  }

  /// Checks in the order in which one process makes them.
  private func ordered(_ checks: [EstimationRecord.Check]) -> [EstimationRecord.Check] {
    guard checks.count > 1 else { return checks }
    var rest = checks
    var result: [EstimationRecord.Check] = []
    for point in EstimatedSurface.orderOfChecks(surface) {
      let coordinates = surface.grid.coordinates(of: point)
      guard let index = rest.firstIndex(where: { $0.coordinates == coordinates }) else { continue }
      result.append(rest.remove(at: index))
      if rest.isEmpty { break }
    }
    return result + rest
  }
}
