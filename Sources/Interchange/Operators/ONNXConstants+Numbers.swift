import Formats
import Glibc

/// Arithmetic on integers and on constants of any kind.
extension ONNXConstants {
  static let numbers: [String: Function] = [
    "BitShift": bitShift, "BitwiseAnd": bitwise, "BitwiseOr": bitwise, "BitwiseXor": bitwise,
    "BitwiseNot": bitwiseNot,
    "BitCast": bitCast, "IsInf": isInfinite, "IsNaN": isNotANumber, "Abs": kept, "Sign": kept, "Pow": power,
    "Clip": clip, "CumProd": cumulativeProduct, "Det": determinant, "PRelu": leaky, "Mod": remainder,
    "Cast": cast,
    "CastLike": cast,
  ]

  /// An integer operation, number by number, for numbers that are exact.
  private static func integers(
    _ a: ConstantTensor, _ b: ConstantTensor, _ body: (Int, Int) -> Int
  ) throws(Refusal) -> ConstantTensor {
    guard (a.numbers + b.numbers).allSatisfy({ abs($0) <= 0x1p53 }) else {
      throw Refusal("an integer is too large")
    }
    var result = try ConstantTensor.combining(a, b) { Double(body(Int($0), Int($1))) }
    result.element = a.element
    return try result.wrapped()
  }

  @Sendable private static func bitShift(_ c: ConstantCall) throws(Refusal) -> [ConstantTensor?] {
    let isLeft = c.call.text("direction") == "LEFT"
    return [try integers(try c[0], try c[1]) { $1 < 0 || $1 > 63 ? 0 : isLeft ? $0 << $1 : $0 >> $1 }]
  }

  @Sendable private static func bitwise(_ c: ConstantCall) throws(Refusal) -> [ConstantTensor?] {
    let name = c.call.name
    return [
      try integers(try c[0], try c[1]) {
        name == "BitwiseAnd" ? $0 & $1 : name == "BitwiseOr" ? $0 | $1 : $0 ^ $1
      }
    ]
  }

  @Sendable private static func bitwiseNot(_ c: ConstantCall) throws(Refusal) -> [ConstantTensor?] {
    let x = try c[0]
    guard x.element != nil else { throw Refusal("how many bits its integers have is not known") }
    return [try integers(x, x) { a, _ in ~a }]
  }

  /// The same bits as another type of the same size.
  @Sendable private static func bitCast(_ c: ConstantCall) throws(Refusal) -> [ConstantTensor?] {
    let x = try c[0]
    guard let from = x.element, let target = ForeignTensor.Element(onnx: try c.integer("to", or: 0)),
      from.size == target.size,
      let bits = x.storedAs(from)
    else { throw Refusal("numbers of these types are not supported") }
    guard let tensor = ForeignTensor(target, extents: x.extents, storage: ByteStorage(bits)) else {
      throw Refusal("its extents do not fit")
    }
    return [ConstantTensor(tensor)]
  }

  @Sendable private static func isInfinite(_ c: ConstantCall) throws(Refusal) -> [ConstantTensor?] {
    let (takesPositive, takesNegative) = (
      try c.integer("detect_positive", or: 1) == 1, try c.integer("detect_negative", or: 1) == 1
    )
    return [
      try (try c[0]).mapped(kind: .boolean) {
        $0 == .infinity && takesPositive || $0 == -.infinity && takesNegative ? 1 : 0
      }
    ]
  }

  @Sendable private static func isNotANumber(_ c: ConstantCall) throws(Refusal) -> [ConstantTensor?] {
    [try (try c[0]).mapped(kind: .boolean) { $0.isNaN ? 1 : 0 }]
  }

  /// Functions of integers that are integers.
  @Sendable private static func kept(_ c: ConstantCall) throws(Refusal) -> [ConstantTensor?] {
    let isAbsolute = c.call.name == "Abs"
    return [try (try c[0]).mapped { isAbsolute ? abs($0) : $0 > 0 ? 1 : $0 < 0 ? -1 : $0 }]
  }

  @Sendable private static func power(_ c: ConstantCall) throws(Refusal) -> [ConstantTensor?] {
    let (a, b) = (try c[0], try c[1])
    let isInteger = a.kind != .float
    return [
      try .combining(a, b, kind: a.kind) { isInteger ? pow($0, $1).rounded(.towardZero) : pow($0, $1) }
    ]
  }

  @Sendable private static func clip(_ c: ConstantCall) throws(Refusal) -> [ConstantTensor?] {
    let x = try c[0]
    let low = try c.call.number("min", orInput: 1) ?? -.infinity
    let high = try c.call.number("max", orInput: 2) ?? .infinity
    return [try x.mapped { $0.isNaN ? $0 : min(max($0, low), high) }]
  }

  @Sendable private static func cumulativeProduct(_ c: ConstantCall) throws(Refusal) -> [ConstantTensor?] {
    let x = try c[0]
    guard let index = try c[1].scalar, abs(index) < 16 else { throw Refusal("its axis is not known") }
    let axis = try x.axis(Int(index))
    let (isExclusive, isReverse) = (
      try c.integer("exclusive", or: 0) == 1, try c.integer("reverse", or: 0) == 1
    )
    return [
      try x.mappingLines(axis, count: x.extents[axis]) { _, line throws(Refusal) in
        var product = 1.0
        let result = (isReverse ? line.reversed() : line).map { number in
          defer { product *= number }
          return isExclusive ? product : product * number
        }
        return isReverse ? result.reversed() : result
      }
    ]
  }

  /// Determinants of the last two axes, by elimination.
  @Sendable private static func determinant(_ c: ConstantCall) throws(Refusal) -> [ConstantTensor?] {
    let x = try c[0]
    guard x.rank >= 2, x.extents[x.rank - 1] == x.extents[x.rank - 2] else {
      throw Refusal("its matrices are not square")
    }
    let n = x.extents[x.rank - 1]
    let lead = Array(x.extents.dropLast(2))
    var result = try ConstantTensor.filled(1, .float, extents: lead)
    for block in result.numbers.indices {
      var matrix = Array(x.numbers[block * n * n..<(block + 1) * n * n])
      for column in 0..<n {
        let pivot = (column..<n).max { abs(matrix[$0 * n + column]) < abs(matrix[$1 * n + column]) } ?? column
        let top = matrix[pivot * n + column]
        result.numbers[block] *= pivot == column ? top : -top
        guard top != 0 else { break }
        for k in 0..<n { matrix.swapAt(pivot * n + k, column * n + k) }
        for row in column + 1..<max(n, column + 1) {
          let factor = matrix[row * n + column] / top
          for k in column..<n { matrix[row * n + k] -= factor * matrix[column * n + k] }
        }
      }
    }
    return [result]
  }

  @Sendable private static func leaky(_ c: ConstantCall) throws(Refusal) -> [ConstantTensor?] {
    let (x, slope) = (try c[0], try c[1])
    return [try .combining(x, slope, kind: x.kind) { $0 < 0 ? $0 * $1 : $0 }]
  }

  @Sendable private static func remainder(_ c: ConstantCall) throws(Refusal) -> [ConstantTensor?] {
    let (a, b) = (try c[0], try c[1])
    let truncates = try c.integer("fmod", or: 0) == 1
    guard a.kind == .float || !b.numbers.contains(0) else { throw Refusal("an integer is divided by zero") }
    return [
      try .combining(a, b) { x, y in
        let rest = fmod(x, y)
        return truncates || rest == 0 || (rest < 0) == (y < 0) ? rest : rest + y
      }
    ]
  }

  @Sendable private static func cast(_ c: ConstantCall) throws(Refusal) -> [ConstantTensor?] {
    let x = try c[0]
    if c.call.name == "CastLike" {
      let target = try c[1]
      if let element = target.element { return [try x.cast(to: element)] }
      return [x.cast(to: target.kind)]
    }
    let code = try c.integer("to", or: 1)
    guard let element = ForeignTensor.Element(onnx: code) else {
      throw Refusal("numbers of type \(code) are not supported")
    }
    return [try x.cast(to: element)]
  }
}

extension ForeignTensor.Element {
  /// The type of a number in ONNX's `TensorProto.DataType`; nil for what is no number here.
  init?(onnx code: Int) {
    switch code {
    case 1: self = .float32
    case 2: self = .uint8
    case 3: self = .int8
    case 4: self = .uint16
    case 5: self = .int16
    case 6: self = .int32
    case 7: self = .int64
    case 9: self = .bool
    case 10: self = .float16
    case 11: self = .float64
    case 12: self = .uint32
    case 13: self = .uint64
    case 16: self = .bfloat16
    default: return nil
    }
  }
}
