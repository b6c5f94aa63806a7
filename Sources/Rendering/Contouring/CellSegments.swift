/// The pieces of a level's lines inside one cell, from the corners that are at or above the level.
///
/// Corner bits: 1 lower left, 2 lower right, 4 upper right, 8 upper left. A piece goes from one side of the
/// cell to another with the corners at or above the level on its left (x to the right, y up).
enum CellSegments {
  /// A side of a cell.
  enum Side: UInt8 {
    case bottom
    case right
    case top
    case left
  }

  /// Whether, in a saddle cell, the two corners at or above the level are connected through its centre.
  ///
  /// The asymptotic decider (Nielson & Hamann 1991, doi:10.1109/VISUAL.1991.175782): the bilinear surface's
  /// value `(ac − bd) / (a + c − b − d)` at its saddle point is at or above the level. `high` are the two
  /// opposite corners at or above the level, `low` the others.
  @inline(__always)
  static func isConnected(high: (Double, Double), low: (Double, Double), threshold: Double) -> Bool {
    if high.0.isInfinite || high.1.isInfinite { return true }
    if low.0.isInfinite || low.1.isInfinite { return false }
    return (high.0 - threshold) * (high.1 - threshold) >= (low.0 - threshold) * (low.1 - threshold)
  }

  /// The piece of a cell that is not a saddle.
  @inline(__always)
  static func single(_ code: UInt8) -> (from: Side, to: Side) {
    switch code {
    case 1: (.bottom, .left)
    case 2: (.right, .bottom)
    case 3: (.right, .left)
    case 4: (.top, .right)
    case 6: (.top, .bottom)
    case 7: (.top, .left)
    case 8: (.left, .top)
    case 9: (.bottom, .top)
    case 11: (.right, .top)
    case 12: (.left, .right)
    case 13: (.bottom, .right)
    case 14: (.left, .bottom)
    default: preconditionFailure("cell code \(code) has no single piece")
    }
  }

  /// The two pieces of a saddle cell: code 5 has the lower left and upper right corners high, 10 the others.
  @inline(__always)
  static func saddle(_ code: UInt8, connected: Bool) -> ((from: Side, to: Side), (from: Side, to: Side)) {
    switch (code, connected) {
    case (5, true): ((.bottom, .right), (.top, .left))
    case (5, false): ((.bottom, .left), (.top, .right))
    case (10, true): ((.left, .bottom), (.right, .top))
    case (10, false): ((.right, .bottom), (.left, .top))
    default: preconditionFailure("cell code \(code) is no saddle")
    }
  }
}
