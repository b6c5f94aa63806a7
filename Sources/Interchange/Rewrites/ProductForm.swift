import Networks

/// A product as a number times values, some of which it divides by.
struct ProductForm {
  private(set) var coefficient = 1.0
  private(set) var factors: [Int] = []
  private(set) var divisors: [Int] = []
  private static let largestCount = 6

  /// The form of what a node computes, through factors that are read once; nil when it is no product.
  init?(of node: Int, in table: NodeTable) {
    switch table.operation(node).base {
    case let affine as Affine where affine.shift == 0: break
    case let arithmetic as Arithmetic
    where arithmetic.function == .multiply || arithmetic.function == .divide: break
    default: return nil
    }
    var pending: [(node: Int, divides: Bool)] = [(node, false)]
    while let (current, divides) = pending.popLast() {
      let isOpen =
        current == node || table.isReadOnce(current) && pending.count + factors.count < Self.largestCount
      let inputs = table.inputs(current)
      switch table.operation(current).base {
      case let affine as Affine where isOpen && affine.shift == 0 && affine.scale != 0:
        coefficient *= divides ? 1 / Double(affine.scale) : Double(affine.scale)
        pending.append((inputs[0], divides))
      case let arithmetic as Arithmetic where isOpen && arithmetic.function == .multiply:
        pending += [(inputs[1], divides), (inputs[0], divides)]
      case let arithmetic as Arithmetic where isOpen && arithmetic.function == .divide:
        pending += [(inputs[1], !divides), (inputs[0], divides)]
      default:
        if divides { divisors.append(current) } else { factors.append(current) }
      }
    }
  }
}
