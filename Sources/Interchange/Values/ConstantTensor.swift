import Formats
import Numerics

/// Numbers that depend on neither data nor parameters: sizes, indices, masks, tables of positions.
///
/// They are computed during the translation, in double precision: integers up to 2⁵³ are exact. An integer may contain the number
/// of samples, as sizes do, and an axis may grow with the number of samples, along which all numbers are the same.
struct ConstantTensor: Sendable {
  enum Kind: Sendable {
    case float
    case integer
    case boolean
  }

  var kind: Kind
  /// Extents, with 1 along the axis of the samples.
  var extents: [Int]
  /// The axis along which the numbers are repeated for every sample.
  var batchAxis: Int?
  /// The numbers in row-major order; 0 and 1 for booleans.
  var numbers: [Double]
  /// For each number how often it contains the number of samples; nil where none does.
  var multiples: [Double]?
  /// Whether the numbers are those of the first sample and others have other ones: the samples' own positions.
  var varies: Bool
  /// The type in the file, where it is known: how many bits integers have, and whether they are signed.
  var element: ForeignTensor.Element?
  /// By how much the numbers of one sample differ from those of the sample before, where that is known.
  var increment: Double?

  /// Numbers of a constant at most: those of a mask for 8,192 positions.
  static let largestCount = 1 << 26

  init(
    _ kind: Kind, _ numbers: [Double], extents: [Int], batchAxis: Int? = nil, multiples: [Double]? = nil,
    varies: Bool = false
  ) {
    precondition(extents.reduce(1, *) == numbers.count, "\(numbers.count) numbers for \(extents)")
    self.kind = kind
    self.extents = extents
    self.batchAxis = batchAxis
    self.numbers = numbers
    self.multiples = multiples.flatMap { $0.contains { $0 != 0 } ? $0 : nil }
    self.varies = varies
  }

  init(integer: Int) { self.init(.integer, [Double(integer)], extents: []) }

  init(float: Double) { self.init(.float, [float], extents: []) }

  init(_ integer: SymbolicInteger) {
    self.init(
      .integer, [Double(integer.constant)], extents: [], multiples: [Double(integer.samples)])
  }

  /// A vector of integers.
  init(_ integers: [SymbolicInteger]) {
    self.init(
      .integer, integers.map { Double($0.constant) }, extents: [integers.count],
      multiples: integers.map { Double($0.samples) })
  }

  /// The numbers of a tensor in a file.
  init(_ tensor: ForeignTensor) {
    let kind: Kind = tensor.element == .bool ? .boolean : tensor.element.isFloat ? .float : .integer
    self.init(kind, tensor.doubles(), extents: tensor.extents)
    element = tensor.element
  }

  /// The position of each sample among all of them.
  static var samplePositions: ConstantTensor {
    var result = ConstantTensor(.integer, [0], extents: [1], batchAxis: 0, varies: true)
    result.increment = 1
    return result
  }

  var rank: Int { extents.count }
  var count: Int { numbers.count }

  /// The only number, if there is just one and it does not contain the number of samples.
  var scalar: Double? { count == 1 && multiples == nil ? numbers[0] : nil }

  /// The integers, each of which may contain the number of samples.
  var integers: [SymbolicInteger] {
    numbers.indices.map { index in
      SymbolicInteger(clamped(numbers[index]), samples: multiples.map { clamped($0[index]) } ?? 0)
    }
  }

  private func clamped(_ number: Double) -> Int {
    number.isNaN ? 0 : number >= 0x1p62 ? Int.max / 2 : number <= -0x1p62 ? Int.min / 2 : Int(number)
  }

  /// The extents as sizes.
  var sizes: [SymbolicInteger] {
    extents.enumerated().map { axis, extent in
      axis == batchAxis ? SymbolicInteger(0, samples: extent) : SymbolicInteger(extent)
    }
  }

  /// The same numbers as another kind: fractions are truncated, and what is not 0 is true.
  func cast(to kind: Kind) -> ConstantTensor {
    var result = self
    result.kind = kind
    result.element = nil
    switch (self.kind, kind) {
    case (.float, .integer): result.numbers = numbers.map { $0.rounded(.towardZero) }
    case (_, .boolean):
      result.numbers = numbers.indices.map { numbers[$0] != 0 || (multiples?[$0] ?? 0) != 0 ? 1 : 0 }
      result.multiples = nil
    default: break
    }
    return result
  }
}

/// Walking the numbers of a tensor in another order.
extension ConstantTensor {
  /// The tensor whose number `i`, in row-major order of the new extents, is this one's at the given index.
  func picking(_ indices: [Int], extents: [Int], batchAxis: Int? = nil) -> ConstantTensor {
    var result = ConstantTensor(
      kind, indices.map { numbers[$0] }, extents: extents, batchAxis: batchAxis,
      multiples: multiples.map { multiples in indices.map { multiples[$0] } }, varies: varies)
    result.increment = increment
    result.element = element
    return result
  }

  /// Row-major positions of a strided walk over extents.
  static func positions(extents: [Int], strides: [Int], offset: Int = 0) -> [Int] {
    var result = [offset]
    for (extent, stride) in zip(extents, strides) where extent != 1 {
      var next: [Int] = []
      next.reserveCapacity(result.count * extent)
      for start in result { for i in 0..<extent { next.append(start + i * stride) } }
      result = next
    }
    return extents.contains(0) ? [] : result
  }

  var strides: [Int] { ForeignTensor.rowMajor(extents) }

  /// The numbers repeated along axes of extent 1, aligned at the end.
  func broadcast(to target: [Int], batchAxis: Int? = nil) throws(Refusal) -> ConstantTensor {
    guard let count = target.checkedProduct(limit: Self.largestCount) else {
      throw Refusal("a constant of \(target) would be too large")
    }
    let missing = target.count - rank
    guard missing >= 0, zip(extents, target.dropFirst(missing)).allSatisfy({ $0 == $1 || $0 == 1 }) else {
      throw Refusal("a constant of \(extents) cannot be repeated to \(target)")
    }
    if extents == target, batchAxis == self.batchAxis { return self }
    let own = Array(repeating: 0, count: missing) + zip(extents, strides).map { $0 == 1 ? 0 : $1 }
    let positions = Self.positions(extents: target, strides: own)
    precondition(positions.count == count)
    return picking(positions, extents: target, batchAxis: batchAxis)
  }
}
