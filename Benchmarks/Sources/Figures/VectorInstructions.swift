/// Vector instructions of x86-64, by what they can do in a cycle.
package enum VectorInstructions: Int, Comparable, Sendable {
  case sse, avx, avx2, avx512

  /// The set that a text names, such as oneDNN's "Intel AVX-512 with AVX512BW"; nil on other processors.
  package init?(naming text: String) {
    let text = text.uppercased()
    if text.contains("AVX-512") || text.contains("AVX512") || text.contains("AVX10") {
      self = .avx512
    } else if text.contains("AVX2") {
      self = .avx2
    } else if text.contains("AVX") {
      self = .avx
    } else if text.contains("SSE") || text.contains("INTEL 64") {
      self = .sse
    } else {
      return nil
    }
  }

  package static func < (a: Self, b: Self) -> Bool { a.rawValue < b.rawValue }

  /// Checks that a roof measured with some instructions bounds a library that uses others.
  package static func check(roof: String, bounds library: String) throws(ImpossibleFigure) {
    guard let own = VectorInstructions(naming: roof), let used = VectorInstructions(naming: library) else {
      return
    }
    guard own >= used else { throw .roofTooLow(roof: roof, library: library) }
  }
}
