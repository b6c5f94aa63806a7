import Networks

/// Values of which all numbers are 0 or 1.
enum Truth {
  private static let largestCount = 64

  static func isTruth(_ node: Int, _ table: NodeTable) -> Bool {
    var pending = [node]
    for _ in 0..<largestCount {
      guard let current = pending.popLast() else { return true }
      if let numbers = table.numbers(current) {
        guard numbers.allSatisfy({ $0 == 0 || $0 == 1 }) else { return false }
        continue
      }
      switch table.operation(current).base {
      case is Comparison: continue
      case is Reshape, is Permutation, is Slice, is Gather, is SampleRepetition, is Concatenation:
        pending += table.inputs(current)
      case let arithmetic as Arithmetic where [.multiply, .maximum, .minimum].contains(arithmetic.function):
        pending += table.inputs(current)
      case let affine as Affine where affine.scale == -1 && affine.shift == 1:
        pending += table.inputs(current)
      default: return false
      }
    }
    return false
  }
}
