/// Numbers in row-major order, for loops that are plainly right.
struct TestTensor {
  let extents: [Int]
  var values: [Double]

  init(_ extents: [Int], _ values: [Double]) {
    precondition(values.count == extents.reduce(1, *))
    self.extents = extents
    self.values = values
  }

  init(zeros extents: [Int]) {
    self.init(extents, Array(repeating: 0, count: extents.reduce(1, *)))
  }

  /// Whole numbers from −3 to 3, whose sums of products are the same in any order and precision.
  init(small extents: [Int], salt: Int = 0) {
    let count = extents.reduce(1, *)
    self.init(extents, (0..<count).map { Double(Self.mixed($0 + 1000 * salt) % 7) - 3 })
  }

  /// Whole numbers from 0 in a scattered order, each once.
  init(distinct extents: [Int]) {
    let order = (0..<extents.reduce(1, *)).sorted { (Self.mixed($0), $0) < (Self.mixed($1), $1) }
    self.init(extents, order.map(Double.init))
  }

  private static func mixed(_ i: Int) -> Int {
    let product = UInt64(i + 1) &* 0x9E37_79B9_7F4A_7C15
    return Int(((product ^ product >> 31) &* 0xBF58_476D_1CE4_E5B9) >> 40)
  }

  /// The number at an index; an axis of extent 1 is repeated.
  subscript(index: [Int]) -> Double {
    values[offset(index)]
  }

  /// Where an index lies.
  func offset(_ index: [Int]) -> Int {
    zip(extents, index).reduce(0) { $0 * $1.0 + ($1.0 == 1 ? 0 : $1.1) }
  }

  /// Every index in row-major order.
  static func indices(_ extents: [Int]) -> [[Int]] {
    extents.reduce([[]]) { prefixes, extent in prefixes.flatMap { p in (0..<extent).map { p + [$0] } } }
  }

  /// Calls `body` for each index.
  init(_ extents: [Int], _ body: ([Int]) -> Double) {
    self.init(extents, Self.indices(extents).map(body))
  }
}
