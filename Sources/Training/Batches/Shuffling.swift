import Tensors

extension SeededGenerator {
  /// The elements in random order, each order being equally likely.
  ///
  /// Durstenfeld's form (1964, doi:10.1145/364520.364540) of Fisher & Yates' shuffle, from the front. Ours and not the
  /// standard library's, whose method may change: a checkpoint's samples must be known to any version of Swift.
  package mutating func shuffled<Element>(_ elements: some Collection<Element>) -> [Element] {
    var result = Array(elements)
    for place in result.indices.dropLast() {
      result.swapAt(place, place + below(result.count - place))
    }
    return result
  }
}
