import Numerics

/// Random vectors for the loops: every count up to 70, from every address modulo 32.
enum VectorSample {
  static let counts = 0...70

  static func floats(_ count: Int, seed: UInt64) -> [Float] {
    var generator = SeededGenerator(seed: seed, for: .example)
    return (0..<count).map { _ in Float(generator.normal()) }
  }

  static func doubles(_ count: Int, seed: UInt64) -> [Double] {
    var generator = SeededGenerator(seed: seed, for: .example)
    return (0..<count).map { _ in generator.normal() }
  }
}

extension Array {
  /// The first `count` numbers after `offset` others, in memory.
  func at<Result>(
    _ offset: Int, _ count: Int, _ body: (UnsafeBufferPointer<Element>) -> Result
  ) -> Result {
    withUnsafeBufferPointer { body(UnsafeBufferPointer(rebasing: $0[offset..<offset + count])) }
  }

  /// The same, to be written.
  mutating func change<Result>(
    _ offset: Int, _ count: Int, _ body: (UnsafeMutableBufferPointer<Element>) -> Result
  ) -> Result {
    withUnsafeMutableBufferPointer {
      body(UnsafeMutableBufferPointer(rebasing: $0[offset..<offset + count]))
    }
  }
}
