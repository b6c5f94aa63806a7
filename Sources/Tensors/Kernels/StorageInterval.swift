/// A piece of storage with the steps during which it is in use.
struct StorageInterval {
  /// Bytes.
  let count: Int
  let span: ClosedRange<Int>

  /// Offsets at which intervals that overlap in time do not overlap in place, and the total size.
  ///
  /// Greedy by size, first gap that fits: within a few per cent of the optimum on networks
  /// (Pisarchyk & Lee 2020, arXiv:2001.03288).
  static func place(_ intervals: [StorageInterval]) -> (offsets: [Int], total: Int) {
    var offsets = Array(repeating: 0, count: intervals.count)
    var placed: [Int] = []
    var total = 0
    let order = intervals.indices.sorted {
      (intervals[$1].count, $0) < (intervals[$0].count, $1)
    }
    for index in order {
      let interval = intervals[index]
      let neighbours = placed.filter { intervals[$0].span.overlaps(interval.span) }
        .sorted { offsets[$0] < offsets[$1] }
      var offset = 0
      for neighbour in neighbours {
        if offset + interval.count <= offsets[neighbour] { break }
        offset = max(offset, offsets[neighbour] + intervals[neighbour].count)
      }
      offsets[index] = offset
      placed.append(index)
      total = max(total, offset + interval.count)
    }
    return (offsets, total)
  }
}
