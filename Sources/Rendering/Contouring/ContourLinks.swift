/// Directed pieces of curves, linked by the points that they share, to be joined into whole curves.
///
/// A point is a node number; each has at most one piece that leaves it and one that reaches it. Joining takes
/// the pieces out again, so one value serves any number of levels without being cleared.
struct ContourLinks {
  private var next: [Int32]
  private var isReached: [Bool]
  private var departures: [Int32] = []

  init(nodes: Int) {
    precondition(nodes <= Int(Int32.max), "a grid of \(nodes) nodes is too large to contour")
    next = Array(repeating: -1, count: nodes)
    isReached = Array(repeating: false, count: nodes)
  }

  @inline(__always)
  mutating func add(from start: Int, to end: Int) {
    assert(next[start] < 0 && !isReached[end], "two pieces share the direction at a node")
    next[start] = Int32(truncatingIfNeeded: end)
    isReached[end] = true
    departures.append(Int32(truncatingIfNeeded: start))
  }

  /// Joins all pieces into curves and forgets them.
  ///
  /// Successive equal points become one. Open curves of fewer than two and rings of fewer than three points,
  /// which a level equal to an isolated value leaves behind, are dropped.
  mutating func join(into curves: inout Curves, at position: (Int) -> Point) {
    for departure in departures where !isReached[Int(departure)] {
      var node = Int(departure)
      curves.append(position(node))
      while next[node] >= 0 {
        let following = Int(next[node])
        next[node] = -1
        isReached[following] = false
        node = following
        curves.append(position(node))
      }
      curves.finish(closed: false)
    }
    for departure in departures where next[Int(departure)] >= 0 {
      var node = Int(departure)
      while next[node] >= 0 {
        let following = Int(next[node])
        next[node] = -1
        isReached[following] = false
        node = following
        curves.append(position(node))
      }
      curves.finish(closed: true)
    }
    departures.removeAll(keepingCapacity: true)
  }
}
