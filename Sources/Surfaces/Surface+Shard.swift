extension Surface {
  /// Points that its file is to hold: all of them, or those of its shard.
  package var ownCount: Int { provenance.shard.map { $0.points(of: count) } ?? count }

  /// Indices of the points that its file is to hold and that are not computed yet.
  package var pending: [Int] {
    let shard = provenance.shard
    return loss.indices.filter { loss[$0].isNaN && shard?.contains($0) != false }
  }

  /// Whether the self-check is made with this file's points: that of the shard which has the trained parameters, or the first
  /// point where the grid has not these.
  package var hasSelfCheck: Bool { provenance.shard?.contains(centreIndex ?? 0) != false }

  /// Whether every point that the file is to hold is computed, and what is to be checked with them.
  package var isComplete: Bool {
    guard pending.isEmpty, provenance.selfCheck != nil || !hasSelfCheck else { return false }
    guard provenance.shard != nil, let estimation = provenance.estimation else { return true }
    return estimation.result?.shardChecks != nil
  }

  /// Relative standard errors of the losses that are computed, finite and not zero.
  package var relativeErrors: [Double] {
    loss.indices.compactMap { index in
      guard loss[index].isFinite, loss[index] > 0 else { return nil }
      return lossError.map { $0[index] / loss[index] }
    }
  }
}
