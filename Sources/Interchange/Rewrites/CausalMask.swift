import Networks

/// Masks that exclude what comes later, and nothing else.
enum CausalMask {
  /// Whether these are the numbers of such a mask for scores of as many columns as rows.
  static func matches(_ numbers: [Float], _ extents: [Int], rows: Int) -> Bool {
    guard extents.count >= 2, extents.dropLast(2).allSatisfy({ $0 == 1 }), extents.suffix(2) == [rows, rows],
      rows > 1
    else {
      return false
    }
    return numbers.indices.allSatisfy { index in
      index % rows > index / rows ? numbers[index] < -1e9 : numbers[index] == 0
    }
  }
}
