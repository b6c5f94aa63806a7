import Tensors

/// Random choices that this program defines itself: the standard library's may change from version to version, and a
/// checkpoint must be continued, and its samples be known, with any of them.
extension SeededGenerator {
  /// Uniform on `0..<bound`, without bias (Lemire 2019, doi:10.1145/3230636).
  package mutating func index(below bound: Int) -> Int {
    precondition(bound > 0, "no number is below \(bound)")
    let bound = UInt64(bound)
    var product = next().multipliedFullWidth(by: bound)
    if product.low < bound {
      let threshold = (0 &- bound) % bound
      while product.low < threshold { product = next().multipliedFullWidth(by: bound) }
    }
    return Int(product.high)
  }

  /// The elements in random order, each with the same probability.
  ///
  /// Durstenfeld's form (1964, doi:10.1145/364520.364540) of Fisher & Yates' shuffle, from the front.
  package mutating func shuffled<Element>(_ elements: some Collection<Element>) -> [Element] {
    var result = Array(elements)
    for place in 0..<max(0, result.count - 1) {
      result.swapAt(place, place + index(below: result.count - place))
    }
    return result
  }
}
