import Numerics

/// Constants along one axis, and of computed extents.
extension ConstantTensor {
  /// The axis that an index means, which counts from the end where it is negative.
  func axis(_ index: Int) throws(Refusal) -> Int {
    let result = index < 0 ? index + rank : index
    guard extents.indices.contains(result) else { throw Refusal("there is no axis \(index) in rank \(rank)") }
    return result
  }

  /// The number of elements of such a constant.
  ///
  /// - Throws: `Refusal` where there are too many.
  static func count(of extents: [Int]) throws(Refusal) -> Int {
    guard extents.allSatisfy({ $0 >= 0 }), let count = extents.checkedProduct(limit: largestCount) else {
      throw Refusal("a constant of \(extents) would be too large")
    }
    return count
  }

  /// One number everywhere.
  static func filled(_ number: Double, _ kind: Kind, extents: [Int]) throws(Refusal) -> ConstantTensor {
    ConstantTensor(kind, Array(repeating: number, count: try count(of: extents)), extents: extents)
  }

  /// The tensor whose lines along an axis are made of this one's, each of `count` numbers.
  ///
  /// - Parameter body: gets the line's number and its numbers; lines count in row-major order of the other axes.
  func mappingLines(
    _ axis: Int, count: Int, kind: Kind? = nil, _ body: (Int, [Double]) throws(Refusal) -> [Double]
  ) throws(Refusal) -> ConstantTensor {
    var target = extents
    target[axis] = count
    var result = try Self.filled(0, kind ?? self.kind, extents: target)
    let (extent, inner) = (extents[axis], extents[(axis + 1)...].reduce(1, *))
    let outer = extents[..<axis].reduce(1, *)
    for block in 0..<outer {
      for offset in 0..<inner {
        let start = block * extent * inner + offset
        let line = try body(block * inner + offset, (0..<extent).map { numbers[start + $0 * inner] })
        guard line.count == count else {
          throw Refusal("a line of \(line.count) numbers has to have \(count)")
        }
        for (position, number) in line.enumerated() {
          result.numbers[block * count * inner + offset + position * inner] = number
        }
      }
    }
    return result
  }

  /// The same numbers with other extents of the same count.
  func shaped(_ extents: [Int]) throws(Refusal) -> ConstantTensor {
    guard try Self.count(of: extents) == count else {
      throw Refusal("\(self.extents) cannot become \(extents)")
    }
    var result = self
    result.extents = extents
    return result
  }

  /// The numbers as integers, those of an axis counting from the end where they are negative.
  ///
  /// - Throws: `Refusal` for an index that is not within the extent.
  func positions(within extent: Int) throws(Refusal) -> [Int] {
    var result: [Int] = []
    result.reserveCapacity(count)
    for number in integers.map(\.constant) {
      let own = number < 0 ? number + extent : number
      guard (0..<extent).contains(own) else { throw Refusal("an index is not within 0..<\(extent)") }
      result.append(own)
    }
    return result
  }
}
