import Networks

/// Activation functions that are written as a product of `x` and a gate: GELU, its approximation by tanh, SiLU, swish, hard
/// swish and Mish; and the hard sigmoid as a clipped line.
///
/// Scalars may stand anywhere; what is left of them multiplies the function.
enum ActivationForm: Rewrite {
  static func apply(at node: Int, in table: NodeTable) -> Bool {
    guard let product = ProductForm(of: node, in: table), product.divisors.isEmpty else { return false }
    if product.factors.count == 1 { return hardSigmoid(product, node, table) }
    guard product.factors.count == 2 else { return false }
    for (x, gate) in [(product.factors[0], product.factors[1]), (product.factors[1], product.factors[0])] {
      guard table.shape(x) == table.shape(node), let (function, factor) = gated(x, by: gate, table) else {
        continue
      }
      let scale = product.coefficient * factor
      if isClose(scale, 1) { return table.replace(node, with: function, [x]) }
      guard Float(scale).isFinite, let value = table.add(function, [x], near: node) else { return false }
      return table.replace(node, with: .affine(scale: Float(scale)), [value])
    }
    return false
  }

  /// The function `f` and the number `c` with `x · gate = c f(x)`.
  private static func gated(_ x: Int, by gate: Int, _ table: NodeTable) -> (Operation, Double)? {
    let inner = table.inputs(gate)
    switch table.operation(gate).base {
    case let activation as ElementwiseActivation where activation.function == .sigmoid:
      if inner[0] == x { return (.activation(.silu), 1) }
      guard let slope = slope(inner[0], of: x, table) else { return nil }
      return (isClose(slope, 1) ? .activation(.silu) : .elementary(.swish, slope), 1)
    case let activation as ElementwiseActivation where activation.function == .tanh:
      guard let softplus = table.as(Elementary.self, inner[0]), softplus.function == .softplus,
        softplus.numbers[0] == 1, softplus.numbers[1] >= 20, table.inputs(inner[0]) == [x]
      else { return nil }
      return (.elementary(.mish), 1)
    case let elementary as Elementary where elementary.function == .hardSigmoid:
      guard inner == [x], isClose(elementary.numbers[0], 1 / 6), isClose(elementary.numbers[1], 0.5) else {
        return nil
      }
      return (.elementary(.hardSwish), 1)
    case let elementary as Elementary where elementary.function == .clip:
      guard let line = clippedLine(gate, table), line.x == x, isClose(line.slope, 1 / 6),
        isClose(line.shift, 0.5)
      else {
        return nil
      }
      return (.elementary(.hardSwish), line.height)
    case let affine as Affine:
      // (1 + g)/2 times a number.
      guard isClose(Double(affine.scale), Double(affine.shift)) else { return nil }
      return normalGate(inner[0], x, table).map { ($0, 2 * Double(affine.scale)) }
    default: return nil
    }
  }

  /// GELU, where a value is `erf(x/√2)`, or its approximation.
  private static func normalGate(_ node: Int, _ x: Int, _ table: NodeTable) -> Operation? {
    guard let inner = table.inputs(node).first else { return nil }
    if let elementary = table.as(Elementary.self, node), elementary.function == .errorFunction {
      guard let slope = slope(inner, of: x, table), isClose(slope, 0.5.squareRoot()) else { return nil }
      return .activation(.gelu)
    }
    guard table.operation(node).activation == .tanh, let form = PolynomialForm(of: inner, in: x, table) else {
      return nil
    }
    let slope = (2 / Double.pi).squareRoot()
    let numbers = form.coefficients
    guard abs(numbers[0]) < 1e-9, isClose(numbers[1], slope), abs(numbers[2]) < 1e-9,
      isClose(numbers[3], slope * 0.044715)
    else { return nil }
    return .elementary(.geluTanh)
  }

  /// The number by which `x` is multiplied.
  private static func slope(_ node: Int, of x: Int, _ table: NodeTable) -> Double? {
    guard let affine = table.as(Affine.self, node), affine.shift == 0, table.inputs(node) == [x] else {
      return nil
    }
    return Double(affine.scale)
  }

  /// `height` times a line between 0 and 1.
  private static func clippedLine(
    _ node: Int, _ table: NodeTable
  ) -> (x: Int, slope: Double, shift: Double, height: Double)? {
    guard let clip = table.as(Elementary.self, node), clip.function == .clip, clip.numbers[0] == 0,
      clip.numbers[1] > 0,
      let line = table.inputs(node).first, let affine = table.as(Affine.self, line)
    else { return nil }
    let height = clip.numbers[1]
    return (table.inputs(line)[0], Double(affine.scale) / height, Double(affine.shift) / height, height)
  }

  private static func hardSigmoid(_ product: ProductForm, _ node: Int, _ table: NodeTable) -> Bool {
    guard let line = clippedLine(product.factors[0], table), isClose(product.coefficient * line.height, 1)
    else {
      return false
    }
    return table.replace(node, with: .elementary(.hardSigmoid, line.slope, line.shift), [line.x])
  }
}
