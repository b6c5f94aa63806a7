import Networks

/// Numbers that are the same everywhere: multiples and shifts one after another become one, and those by 1 and 0 nothing.
enum ScalarFolding: Rewrite {
  static func apply(at node: Int, in table: NodeTable) -> Bool {
    if let affine = table.as(Affine.self, node) { return merge(affine, node, table) }
    if let elementary = table.as(Elementary.self, node) { return merge(elementary, node, table) }
    if let arithmetic = table.as(Arithmetic.self, node) { return simplify(arithmetic.function, node, table) }
    return false
  }

  private static func merge(_ affine: Affine, _ node: Int, _ table: NodeTable) -> Bool {
    let input = table.inputs(node)[0]
    if affine.shift == 0, isClose(Double(affine.scale), 1) { return table.replace(node, by: input) }
    guard let inner = table.as(Affine.self, input), table.isReadOnce(input) else { return false }
    let scale = Float(Double(affine.scale) * Double(inner.scale))
    let shift = Float(Double(affine.scale) * Double(inner.shift) + Double(affine.shift))
    guard scale.isFinite, shift.isFinite, scale != 0 || affine.scale == 0 || inner.scale == 0 else {
      return false
    }
    return table.replace(node, with: .affine(scale: scale, shift: shift), table.inputs(input))
  }

  /// `1/√x` in two steps, and both ends of a range.
  private static func merge(_ elementary: Elementary, _ node: Int, _ table: NodeTable) -> Bool {
    let input = table.inputs(node)[0]
    guard let inner = table.as(Elementary.self, input), table.isReadOnce(input) else { return false }
    let operation: Operation
    switch (elementary.function, inner.function) {
    case (.reciprocal, .squareRoot): operation = .elementary(.reciprocalSquareRoot)
    case (.atMost, .atLeast) where inner.numbers[0] <= elementary.numbers[0]:
      operation = .elementary(.clip, inner.numbers[0], elementary.numbers[0])
    case (.atLeast, .atMost) where elementary.numbers[0] <= inner.numbers[0]:
      operation = .elementary(.clip, elementary.numbers[0], inner.numbers[0])
    default: return false
    }
    return table.replace(node, with: operation, table.inputs(input))
  }

  /// Operations on a value and itself, or a constant of one number.
  private static func simplify(_ function: Arithmetic.Function, _ node: Int, _ table: NodeTable) -> Bool {
    let inputs = table.inputs(node)
    if function == .multiply, inputs[0] == inputs[1] {
      return table.replace(node, with: .elementary(.square), [inputs[0]])
    }
    for (constant, value) in [(inputs[1], inputs[0]), (inputs[0], inputs[1])] {
      guard table.shape(value) == table.shape(node), let numbers = table.numbers(constant),
        let number = numbers.first,
        numbers.allSatisfy({ $0 == number }),
        let operation = affine(function, number, isSecond: constant == inputs[1])
      else { continue }
      return table.replace(node, with: operation, [value])
    }
    return false
  }

  private static func affine(_ function: Arithmetic.Function, _ number: Float, isSecond: Bool) -> Operation? {
    switch function {
    case .add: .affine(scale: 1, shift: number)
    case .multiply: .affine(scale: number)
    case .subtract: isSecond ? .affine(scale: 1, shift: -number) : .affine(scale: -1, shift: number)
    case .divide where isSecond && number != 0: .affine(scale: Float(1 / Double(number)))
    case .divide, .maximum, .minimum, .power: nil
    }
  }
}
