import Formats
import Glibc
import Networks

/// What is done to numbers one by one, or along axes.
extension Translation {
  /// An operation on two values, with extents of 1 repeated.
  enum Binary {
    case add
    case subtract
    case multiply
    case divide
    case maximum
    case minimum
    case power

    var function: Arithmetic.Function {
      switch self {
      case .add: .add
      case .subtract: .subtract
      case .multiply: .multiply
      case .divide: .divide
      case .maximum: .maximum
      case .minimum: .minimum
      case .power: .power
      }
    }

    /// The result for constants.
    func evaluate(_ a: ConstantTensor, _ b: ConstantTensor) throws(Refusal) -> ConstantTensor {
      switch self {
      case .add: try .sum(a, b)
      case .subtract: try .sum(a, b, factor: -1)
      case .multiply: try .product(a, b)
      case .divide: try .quotient(a, b, isInteger: false)
      case .maximum: try .combining(a, b) { max($0, $1) }
      case .minimum: try .combining(a, b) { min($0, $1) }
      case .power: try .combining(a, b) { pow($0, $1) }
      }
    }
  }

  func binary(_ operation: Binary, _ a: Traced, _ b: Traced) throws(Refusal) -> Traced {
    if case .rows(let node) = a { return try asRows(try binary(operation, .node(node), try besideRows(b))) }
    if case .rows(let node) = b { return try asRows(try binary(operation, try besideRows(a), .node(node))) }
    if let first = constant(a), let second = constant(b) {
      return .constant(try operation.evaluate(first, second))
    }
    if let scalar = constant(b)?.scalar, try rank(b) <= rank(a),
      let result = try scaled(a, operation, scalar, isFirst: false)
    {
      return result
    }
    if let scalar = constant(a)?.scalar, try rank(a) <= rank(b),
      let result = try scaled(b, operation, scalar, isFirst: true)
    {
      return result
    }
    var (first, second) = (a, b)
    let (ranks) = (try rank(a), try rank(b))
    // The library's kernels repeat the second operand, of the same rank.
    if ranks.0 < ranks.1 { first = try unsqueeze(first, Array(0..<ranks.1 - ranks.0)) }
    if ranks.1 < ranks.0 { second = try unsqueeze(second, Array(0..<ranks.0 - ranks.1)) }
    var nodes = [try node(first), try node(second)]
    let shapes = nodes.map { recorder.shape($0) }
    let commutes = operation.commutes
    if commutes, shapes[0].count < shapes[1].count || !isData(.node(nodes[0])) && isData(.node(nodes[1])) {
      nodes.swapAt(0, 1)
    }
    if operation == .add, shapes[0] == shapes[1], shapes[0].batchAxis != nil {
      return .node(try recorder.record(.add, nodes))
    }
    return .node(try recorder.record(.arithmetic(operation.function), nodes))
  }

  /// An operation with one number; nil where that has no form of its own.
  private func scaled(
    _ value: Traced, _ operation: Binary, _ scalar: Double, isFirst: Bool
  ) throws(Refusal) -> Traced? {
    let number = Float(scalar)
    guard number.isFinite else { return nil }
    switch (operation, isFirst) {
    case (.add, _): return try affine(value, shift: number)
    case (.subtract, false): return try affine(value, shift: -number)
    case (.subtract, true): return try affine(value, scale: -1, shift: number)
    case (.multiply, _): return try affine(value, scale: number)
    case (.divide, false):
      return scalar == 0 ? nil : try affine(value, scale: Float(1 / scalar))
    case (.divide, true): return try affine(try unary(.reciprocal, value), scale: number)
    case (.maximum, _): return try unary(.atLeast, value, scalar)
    case (.minimum, _): return try unary(.atMost, value, scalar)
    case (.power, false): return try power(value, scalar)
    case (.power, true): return nil
    }
  }

  func affine(_ value: Traced, scale: Float = 1, shift: Float = 0) throws(Refusal) -> Traced {
    .node(try recorder.record(.affine(scale: scale, shift: shift), [try node(value)]))
  }

  private func power(_ value: Traced, _ exponent: Double) throws(Refusal) -> Traced {
    switch exponent {
    case 1: value
    case 2: try unary(.square, value)
    case 0.5: try unary(.squareRoot, value)
    case -0.5: try unary(.reciprocalSquareRoot, value)
    case -1: try unary(.reciprocal, value)
    case 3: try binary(.multiply, try unary(.square, value), value)
    default: try unary(.power, value, exponent)
    }
  }

  /// A function of each number.
  func unary(_ function: Elementary.Function, _ value: Traced, _ numbers: Double...) throws(Refusal) -> Traced
  {
    if let tensor = constant(value) {
      return .constant(try tensor.mapped(kind: .float) { function.value($0, numbers) })
    }
    return .node(try recorder.record(Operation(Elementary(function, numbers: numbers)), [try node(value)]))
  }

  /// An activation, which the kernel of the layer before it may apply.
  func activation(_ function: Activation, _ value: Traced) throws(Refusal) -> Traced {
    if case .rows(let node) = value { return try asRows(try activation(function, .node(node))) }
    if let tensor = constant(value) {
      return .constant(try tensor.mapped(kind: .float) { function.value($0) })
    }
    return .node(try recorder.record(.activation(function), [try node(value)]))
  }

  func negated(_ value: Traced) throws(Refusal) -> Traced {
    if let tensor = constant(value) {
      return .constant(try .product(tensor, ConstantTensor(tensor.kind, [-1], extents: [])))
    }
    return try affine(value, scale: -1)
  }

  /// 1 where a comparison holds, else 0.
  func compare(_ relation: Comparison.Function, _ a: Traced, _ b: Traced) throws(Refusal) -> Traced {
    if let first = constant(a), let second = constant(b) {
      return .constant(try .compared(first, second) { relation.holds($0, $1) })
    }
    let result = try recorder.record(.comparison(relation), [try numbers(a), try numbers(b)])
    booleans.insert(result)
    return .node(result)
  }

  /// The node of a value, whose indices count as numbers.
  private func numbers(_ value: Traced) throws(Refusal) -> Int {
    let node = try node(value)
    return recorder.shape(node).element == .int32
      ? try recorder.record(Operation(IndexValue()), [node]) : node
  }

  /// Truth values combined: 0 for false, 1 for true.
  enum Logic {
    case and
    case or
    case exclusiveOr

    fileprivate func holds(_ a: Bool, _ b: Bool) -> Bool {
      switch self {
      case .and: a && b
      case .or: a || b
      case .exclusiveOr: a != b
      }
    }
  }

  func logic(_ logic: Logic, _ a: Traced, _ b: Traced) throws(Refusal) -> Traced {
    if let first = constant(a), let second = constant(b) {
      return .constant(
        try .combining(first, second, kind: .boolean) { logic.holds($0 != 0, $1 != 0) ? 1 : 0 })
    }
    // What decides without the other operand.
    for (mask, other) in [(constant(a), b), (constant(b), a)] {
      guard let mask, !mask.varies else { continue }
      if logic == .and, !mask.numbers.contains(0) {
        return try truth(try expand(other, to: try common(a, b)))
      }
      if logic == .or, mask.numbers.allSatisfy({ $0 == 0 }) {
        return try truth(try expand(other, to: try common(a, b)))
      }
    }
    let operands = [try node(try truth(a)), try node(try truth(b))]
    let operation: Operation =
      switch logic {
      case .and: .arithmetic(.multiply)
      case .or: .arithmetic(.maximum)
      case .exclusiveOr: .comparison(.notEqual)
      }
    let result = try recorder.record(operation, operands)
    booleans.insert(result)
    return .node(result)
  }

  /// A value as 0 and 1.
  private func truth(_ value: Traced) throws(Refusal) -> Traced { try cast(value, to: .boolean) }

  func negation(_ value: Traced) throws(Refusal) -> Traced {
    if let tensor = constant(value) {
      return .constant(try tensor.mapped(kind: .boolean) { $0 == 0 ? 1 : 0 })
    }
    return try compare(.equal, value, .constant(ConstantTensor(float: 0)))
  }

  /// One value where a condition is not 0, else another one.
  func select(_ condition: Traced, _ a: Traced, _ b: Traced) throws(Refusal) -> Traced {
    if let mask = constant(condition) {
      if let first = constant(a), let second = constant(b) {
        return .constant(try .selected(mask, first, second))
      }
      let isAll = !mask.numbers.contains(0)
      let isNone = mask.numbers.allSatisfy { $0 == 0 }
      if isAll || isNone {
        let chosen = isAll ? a : b
        return try expand(chosen, to: try common(condition, a, b))
      }
    }
    return .node(
      try recorder.record(Operation(Selection()), [try node(condition), try node(a), try node(b)]))
  }

  /// The sizes that values have together.
  private func common(_ values: Traced...) throws(Refusal) -> [SymbolicInteger] {
    var all: [[SymbolicInteger]] = []
    for value in values { all.append(try sizes(value)) }
    let rank = all.map(\.count).max() ?? 0
    let padded = all.map { Array(repeating: SymbolicInteger(1), count: rank - $0.count) + $0 }
    return (0..<rank).map { axis in
      padded.map { $0[axis] }.first { $0 != SymbolicInteger(1) } ?? SymbolicInteger(1)
    }
  }

  // MARK: Reductions

  enum Reducer {
    case sum
    case mean
    case maximum
    case minimum
    case product
  }

  /// The positive, rising axes that a setting means; all where it is nil or empty.
  func axes(_ axes: [Int]?, rank: Int) throws(Refusal) -> [Int] {
    guard let axes, !axes.isEmpty else { return Array(0..<rank) }
    var result: Set<Int> = []
    for index in axes { result.insert(try axis(index, rank: rank)) }
    return result.sorted()
  }

  /// One number for all positions of some axes.
  func reduce(
    _ reducer: Reducer, _ value: Traced, axes given: [Int]?, keeps: Bool
  ) throws(Refusal) -> Traced {
    let rank = try rank(value)
    let axes = try axes(given, rank: rank)
    guard !axes.isEmpty else { return value }
    let result = try reducedKeeping(reducer, value, axes)
    return keeps ? result : try squeezed(result, axes)
  }

  private func squeezed(_ value: Traced, _ axes: [Int]) throws(Refusal) -> Traced {
    let sizes = try sizes(value)
    let rest = sizes.enumerated().filter { !axes.contains($0.offset) }.map(\.element)
    if case .constant(let tensor) = value {
      return .constant(
        ConstantTensor(
          tensor.kind, tensor.numbers, extents: rest.map { $0.samples == 0 ? $0.constant : $0.samples },
          batchAxis: rest.firstIndex { $0.samples != 0 }, multiples: tensor.multiples))
    }
    return try reform(value, rest.isEmpty ? [SymbolicInteger(1)] : rest)
  }

  private func reducedKeeping(_ reducer: Reducer, _ value: Traced, _ axes: [Int]) throws(Refusal) -> Traced {
    if let tensor = constant(value) {
      switch reducer {
      case .sum: return .constant(try tensor.reduced(axes: axes, from: 0) { $0 + $1 })
      case .product: return .constant(try tensor.reduced(axes: axes, from: 1) { $0 * $1 })
      case .maximum: return .constant(try tensor.reduced(axes: axes, from: -.infinity) { max($0, $1) })
      case .minimum: return .constant(try tensor.reduced(axes: axes, from: .infinity) { min($0, $1) })
      case .mean:
        let count = Double(axes.reduce(1) { $0 * tensor.extents[$1] })
        let sum = try tensor.reduced(axes: axes, kind: .float, from: 0) { $0 + $1 }
        return .constant(try sum.mapped { $0 / count })
      }
    }
    let node = try node(value)
    let shape = recorder.shape(node)
    if let batchAxis = shape.batchAxis, axes.contains(batchAxis) {
      throw Refusal("it combines samples with one another")
    }
    if reducer == .mean, shape.isImage, axes == [2, 3] {
      return .node(try recorder.record(.globalAveragePooling, [node]))
    }
    return .node(try recorder.record(Operation(Reduction(reducer.function, axes: axes)), [node]))
  }

  /// A soft maximum along an axis, or its logarithm.
  func softmax(_ value: Traced, axis index: Int, logarithm: Bool = false) throws(Refusal) -> Traced {
    let rank = try rank(value)
    let axis = try axis(index, rank: rank)
    if let tensor = constant(value) {
      let largest = try tensor.reduced(axes: [axis], from: -.infinity) { max($0, $1) }
      let shifted = try ConstantTensor.sum(tensor, largest, factor: -1)
      let powers = try shifted.mapped(kind: .float) { exp($0) }
      let sums = try powers.reduced(axes: [axis], from: 0) { $0 + $1 }
      return .constant(
        logarithm
          ? try .sum(shifted, try sums.mapped { log($0) }, factor: -1)
          : try .quotient(powers, sums, isInteger: false))
    }
    let operation = logarithm ? Operation(LogSoftmax()) : Operation.softmax()
    guard axis != rank - 1 else { return .node(try recorder.record(operation, [try node(value)])) }
    let moved = try transpose(value, axis, rank - 1)
    return try transpose(.node(try recorder.record(operation, [try node(moved)])), axis, rank - 1)
  }
}

extension Translation.Binary {
  fileprivate var commutes: Bool {
    switch self {
    case .add, .multiply, .maximum, .minimum: true
    case .subtract, .divide, .power: false
    }
  }
}

extension Translation.Reducer {
  fileprivate var function: Reduction.Function {
    switch self {
    case .sum: .sum
    case .mean: .mean
    case .maximum: .maximum
    case .minimum: .minimum
    case .product: .product
    }
  }
}

extension Translation {
  /// The value that a guard against masked softmaxes returns: `where(isnan(p), 0, p)` is `p`, since no row is masked as a whole
  /// where masks are finite.
  func unguarded(_ condition: Traced, _ a: Traced, _ b: Traced) -> Traced? {
    guard case .node(let test) = condition, case .node(let value) = b, constant(a)?.scalar == 0,
      let function = recorder.nodes[test].operation.as(Elementary.self)?.function, function == .notANumber,
      recorder.nodes[test].inputs == [value]
    else { return nil }
    return b
  }
}
