import Formats
import Glibc

extension ConstantTensor {
  /// The result of a function of two numbers, with extents of 1 repeated.
  static func combining(
    _ a: ConstantTensor, _ b: ConstantTensor, kind: Kind? = nil, _ body: (Double, Double) -> Double
  ) throws(Refusal) -> ConstantTensor {
    guard a.multiples == nil, b.multiples == nil else {
      throw Refusal("a size that depends on the number of samples is used in a way that is not supported")
    }
    let (x, y, extents, axis) = try aligned(a, b)
    return ConstantTensor(
      kind ?? wider(a, b), zip(x.numbers, y.numbers).map { body($0, $1) }, extents: extents, batchAxis: axis,
      varies: a.varies || b.varies)
  }

  /// Both repeated to common extents.
  private static func aligned(
    _ a: ConstantTensor, _ b: ConstantTensor
  ) throws(Refusal) -> (ConstantTensor, ConstantTensor, [Int], Int?) {
    let rank = max(a.rank, b.rank)
    let (first, second) = (
      Array(repeating: 1, count: rank - a.rank) + a.extents,
      Array(repeating: 1, count: rank - b.rank) + b.extents
    )
    var extents: [Int] = []
    for (x, y) in zip(first, second) {
      guard x == y || x == 1 || y == 1 else {
        throw Refusal("constants of \(a.extents) and \(b.extents) do not fit")
      }
      extents.append(x == 1 ? y : x)
    }
    let axes = Set(
      [a.batchAxis.map { $0 + rank - a.rank }, b.batchAxis.map { $0 + rank - b.rank }].compactMap(\.self))
    guard axes.count <= 1 else { throw Refusal("constants have samples along different axes") }
    return (try a.broadcast(to: extents), try b.broadcast(to: extents), extents, axes.first)
  }

  private static func wider(_ a: ConstantTensor, _ b: ConstantTensor) -> Kind {
    if a.kind == .float || b.kind == .float { return .float }
    return a.kind == .integer || b.kind == .integer ? .integer : .boolean
  }

  /// Sums and differences, also of sizes.
  static func sum(_ a: ConstantTensor, _ b: ConstantTensor, factor: Double = 1) throws(Refusal)
    -> ConstantTensor
  {
    let (x, y, extents, axis) = try aligned(a, b)
    func total(_ x: [Double], _ y: [Double]) -> [Double] { zip(x, y).map { $0 + factor * $1 } }
    let none = Array(repeating: 0.0, count: x.count)
    let multiples =
      x.multiples == nil && y.multiples == nil ? nil : total(x.multiples ?? none, y.multiples ?? none)
    let kind = wider(a, b)
    var result = ConstantTensor(
      kind == .boolean ? .integer : kind, total(x.numbers, y.numbers), extents: extents, batchAxis: axis,
      multiples: multiples, varies: a.varies || b.varies)
    if a.varies != b.varies { result.increment = a.varies ? a.increment : b.increment.map { $0 * factor } }
    return result
  }

  /// Products, also of sizes with numbers.
  static func product(_ a: ConstantTensor, _ b: ConstantTensor) throws(Refusal) -> ConstantTensor {
    guard a.multiples != nil || b.multiples != nil else {
      var result = try combining(a, b) { $0 * $1 }
      let factor = a.varies ? b.scalar : a.scalar
      if a.varies != b.varies, let factor {
        result.increment = (a.varies ? a : b).increment.map { $0 * factor }
      }
      return result
    }
    let (x, y, extents, axis) = try aligned(a, b)
    let none = Array(repeating: 0.0, count: x.count)
    let (m, k) = (x.multiples ?? none, y.multiples ?? none)
    guard zip(m, k).allSatisfy({ $0 == 0 || $1 == 0 }) else {
      throw Refusal("a size depends on the square of the number of samples")
    }
    return ConstantTensor(
      wider(a, b), zip(x.numbers, y.numbers).map { $0 * $1 }, extents: extents, batchAxis: axis,
      multiples: x.numbers.indices.map { m[$0] * y.numbers[$0] + k[$0] * x.numbers[$0] })
  }

  /// Quotients, also of sizes that divide; of integers the floor, or towards zero with `truncates`.
  static func quotient(
    _ a: ConstantTensor, _ b: ConstantTensor, isInteger: Bool, truncates: Bool = false
  ) throws(Refusal) -> ConstantTensor {
    guard a.multiples != nil || b.multiples != nil else {
      if isInteger, b.numbers.contains(0) { throw Refusal("an integer is divided by zero") }
      return try combining(a, b, kind: isInteger ? nil : .float) {
        isInteger ? truncates ? ($0 / $1).rounded(.towardZero) : ($0 / $1).rounded(.down) : $0 / $1
      }
    }
    let (x, y, extents, axis) = try aligned(a, b)
    let none = Array(repeating: 0.0, count: x.count)
    let (m, k) = (x.multiples ?? none, y.multiples ?? none)
    var (numbers, multiples) = (none, none)
    for i in x.numbers.indices {
      if k[i] == 0, y.numbers[i] != 0 {
        (numbers[i], multiples[i]) = (x.numbers[i] / y.numbers[i], m[i] / y.numbers[i])
      } else if y.numbers[i] == 0, x.numbers[i] == 0, k[i] != 0 {
        // Samples cancel.
        numbers[i] = m[i] / k[i]
      } else {
        throw Refusal("a size is divided by one that depends on the number of samples")
      }
      let isWhole = numbers[i] == numbers[i].rounded() && multiples[i] == multiples[i].rounded()
      guard !isInteger || isWhole else {
        throw Refusal("the number of samples does not divide as the network needs")
      }
    }
    return ConstantTensor(
      isInteger ? .integer : .float, numbers, extents: extents, batchAxis: axis, multiples: multiples)
  }

  /// Whether sizes and numbers are equal, or less; unknown where that depends on the number of samples.
  static func compared(
    _ a: ConstantTensor, _ b: ConstantTensor, _ body: (Double, Double) -> Bool
  ) throws(Refusal) -> ConstantTensor {
    if a.multiples != nil || b.multiples != nil {
      // Comparisons of sizes guard programs against cases such as an empty batch: they hold for a large number of samples.
      let large = 1e6 + 3
      let (x, y, extents, axis) = try aligned(a, b)
      func value(_ tensor: ConstantTensor, _ i: Int) -> Double {
        tensor.numbers[i] + large * (tensor.multiples?[i] ?? 0)
      }
      return ConstantTensor(
        .boolean, x.numbers.indices.map { body(value(x, $0), value(y, $0)) ? 1 : 0 }, extents: extents,
        batchAxis: axis)
    }
    return try combining(a, b, kind: .boolean) { body($0, $1) ? 1 : 0 }
  }

  /// A function of each number.
  func mapped(kind: Kind? = nil, _ body: (Double) -> Double) throws(Refusal) -> ConstantTensor {
    guard multiples == nil else {
      throw Refusal("a size that depends on the number of samples is used in a way that is not supported")
    }
    return ConstantTensor(
      kind ?? self.kind, numbers.map(body), extents: extents, batchAxis: batchAxis, varies: varies)
  }

  /// One of two tensors by a third, number by number.
  static func selected(
    _ condition: ConstantTensor, _ a: ConstantTensor, _ b: ConstantTensor
  ) throws(Refusal) -> ConstantTensor {
    let (x, y, inner, _) = try aligned(a, b)
    let flat = ConstantTensor(.boolean, Array(repeating: 0, count: x.count), extents: inner)
    let (mask, _, extents, axis) = try aligned(condition, flat)
    let (p, q) = (try x.broadcast(to: extents), try y.broadcast(to: extents))
    let none = Array(repeating: 0.0, count: p.count)
    let (m, k) = (p.multiples ?? none, q.multiples ?? none)
    let isFirst = mask.numbers.map { $0 != 0 }
    return ConstantTensor(
      wider(a, b), isFirst.indices.map { isFirst[$0] ? p.numbers[$0] : q.numbers[$0] }, extents: extents,
      batchAxis: axis ?? a.batchAxis ?? b.batchAxis,
      multiples: isFirst.indices.map { isFirst[$0] ? m[$0] : k[$0] },
      varies: condition.varies || a.varies || b.varies)
  }

  /// A function of all numbers along axes, which stay with an extent of 1.
  func reduced(
    axes: [Int], kind: Kind? = nil, from start: Double, _ body: (Double, Double) -> Double
  ) throws(Refusal) -> ConstantTensor {
    guard batchAxis.map({ !axes.contains($0) }) ?? true else {
      throw Refusal("a constant is reduced over the samples")
    }
    var sizes: ConstantTensor?
    if let multiples {
      // Products of sizes, such as the number of elements.
      guard axes.count == rank, rank == 1, multiples.count(where: { $0 != 0 }) == 1 else {
        throw Refusal(
          "sizes that depend on the number of samples are combined in a way that is not supported")
      }
      sizes = ConstantTensor(integer: 1)
      for integer in integers {
        sizes = try sizes.map { one throws(Refusal) in try .product(one, ConstantTensor(integer)) }
      }
      if let sizes {
        return ConstantTensor(.integer, sizes.numbers, extents: [1], multiples: sizes.multiples)
      }
    }
    let target = extents.enumerated().map { axes.contains($0) ? 1 : $1 }
    let own = ForeignTensor.rowMajor(target)
    let walk = Self.positions(
      extents: extents, strides: zip(zip(extents, target), own).map { $0.0 == $0.1 ? $1 : 0 })
    var result = Array(repeating: start, count: target.reduce(1, *))
    for (position, index) in zip(walk.indices, walk) {
      result[index] = body(result[index], numbers[position])
    }
    return ConstantTensor(kind ?? self.kind, result, extents: target, batchAxis: batchAxis, varies: varies)
  }
}

extension ConstantTensor {
  /// The product of matrices, with leading axes repeated.
  static func matrixProduct(_ a: ConstantTensor, _ b: ConstantTensor) throws(Refusal) -> ConstantTensor {
    guard a.rank >= 2, b.rank >= 2, a.multiples == nil, b.multiples == nil,
      a.extents[a.rank - 1] == b.extents[b.rank - 2], a.batchAxis == nil, b.batchAxis == nil
    else { throw Refusal("constants of \(a.extents) and \(b.extents) cannot be multiplied") }
    let (m, k, n) = (a.extents[a.rank - 2], a.extents[a.rank - 1], b.extents[b.rank - 1])
    let lead = try combining(
      .filled(0, .float, extents: Array(a.extents.dropLast(2))),
      .filled(0, .float, extents: Array(b.extents.dropLast(2)))
    ) { $0 + $1 }.extents
    let x = try a.broadcast(to: lead + [m, k])
    let y = try b.broadcast(to: lead + [k, n])
    let count = lead.reduce(1, *)
    guard Double(count) * Double(m) * Double(n) * Double(k) < 1e9 else {
      throw Refusal("a product of constants is too large")
    }
    var result = Array(repeating: 0.0, count: count * m * n)
    for block in 0..<count {
      for i in 0..<m {
        for l in 0..<k {
          let factor = x.numbers[(block * m + i) * k + l]
          for j in 0..<n { result[(block * m + i) * n + j] += factor * y.numbers[(block * k + l) * n + j] }
        }
      }
    }
    return ConstantTensor(.float, result, extents: lead + [m, n])
  }
}
