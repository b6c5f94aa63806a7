import Networks

/// A polynomial of one value, of degree 3 at most; coefficients from that of 1 up.
struct PolynomialForm {
  private(set) var coefficients: [Double]
  private static let (largestDegree, largestDepth) = (3, 8)

  /// What a node computes of `x`; nil when it is no such polynomial.
  init?(of node: Int, in x: Int, _ table: NodeTable) {
    guard let coefficients = Self.coefficients(node, x, table, depth: 0) else { return nil }
    self.coefficients = coefficients + Array(repeating: 0, count: Self.largestDegree + 1 - coefficients.count)
  }

  private static func coefficients(_ node: Int, _ x: Int, _ table: NodeTable, depth: Int) -> [Double]? {
    if node == x { return [0, 1] }
    guard depth < largestDepth else { return nil }
    var parts: [[Double]] = []
    switch table.operation(node).base {
    case is Affine, is Elementary, is Arithmetic, is Addition:
      for input in table.inputs(node) {
        guard let part = coefficients(input, x, table, depth: depth + 1) else { return nil }
        parts.append(part)
      }
    default: return nil
    }
    switch table.operation(node).base {
    case let affine as Affine:
      var result = parts[0].map { $0 * Double(affine.scale) }
      result[0] += Double(affine.shift)
      return result
    case let elementary as Elementary where elementary.function == .square: return product(parts[0], parts[0])
    case let elementary as Elementary where elementary.function == .power && elementary.numbers == [3]:
      return product(parts[0], parts[0]).flatMap { product($0, parts[0]) }
    case let arithmetic as Arithmetic where arithmetic.function == .multiply:
      return product(parts[0], parts[1])
    case let arithmetic as Arithmetic where arithmetic.function == .add:
      return sum(parts[0], parts[1], factor: 1)
    case let arithmetic as Arithmetic where arithmetic.function == .subtract:
      return sum(parts[0], parts[1], factor: -1)
    case is Addition: return sum(parts[0], parts[1], factor: 1)
    default: return nil
    }
  }

  private static func sum(_ a: [Double], _ b: [Double], factor: Double) -> [Double] {
    (0..<max(a.count, b.count)).map { power in
      (a.indices.contains(power) ? a[power] : 0) + factor * (b.indices.contains(power) ? b[power] : 0)
    }
  }

  private static func product(_ a: [Double], _ b: [Double]) -> [Double]? {
    guard a.count + b.count - 2 <= largestDegree else { return nil }
    var result = Array(repeating: 0.0, count: a.count + b.count - 1)
    for (i, first) in a.enumerated() { for (j, second) in b.enumerated() { result[i + j] += first * second } }
    return result
  }
}
