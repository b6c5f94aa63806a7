import Formats

/// Constants of types with few bits.
extension ConstantTensor {
  /// The numbers that such a type has in place of these.
  ///
  /// Fractions are truncated for integers, which wrap around as C's do.
  func cast(to element: ForeignTensor.Element) throws(Refusal) -> ConstantTensor {
    var result = cast(to: element == .bool ? .boolean : element.isFloat ? .float : .integer)
    result.element = element
    guard multiples == nil else { return result }
    switch element {
    case .float16: result.numbers = result.numbers.map { Double(Float16($0)) }
    case .bfloat16: result.numbers = result.numbers.map { Double(Self.bfloat16($0)) }
    case .float32: result.numbers = result.numbers.map { Double(Float($0)) }
    case .float64, .bool: break
    default: result = try result.wrapped()
    }
    return result
  }

  /// The number of the first eight bits of a significand, of two neighbours the even one.
  private static func bfloat16(_ number: Double) -> Float {
    let bits = Float(number).bitPattern
    guard number.isFinite else { return Float(number) }
    return Float(bitPattern: (bits &+ 0x7fff &+ (bits >> 16 & 1)) & 0xffff_0000)
  }

  /// Integers within the range of their type.
  func wrapped() throws(Refusal) -> ConstantTensor {
    guard let element, !element.isFloat, element != .bool, element.size < 8 else { return self }
    let bits = element.size * 8
    let isSigned = [.int8, .int16, .int32].contains(element)
    var result = self
    for (index, number) in numbers.enumerated() where number.isFinite && abs(number) < 0x1p62 {
      let low = Int(number) & (1 << bits - 1)
      result.numbers[index] = Double(isSigned && low >= 1 << (bits - 1) ? low - 1 << bits : low)
    }
    return result
  }

  /// The bytes of the numbers in a type; nil where it cannot have them.
  func storedAs(_ element: ForeignTensor.Element) -> [UInt8]? {
    func bytes(_ number: UInt64) -> [UInt8] {
      (0..<element.size).map { UInt8(truncatingIfNeeded: number >> (8 * UInt64($0))) }
    }
    switch element {
    case .float32: return numbers.flatMap { bytes(UInt64(Float($0).bitPattern)) }
    case .float64: return numbers.flatMap { bytes($0.bitPattern) }
    case .float16: return numbers.flatMap { bytes(UInt64(Float16($0).bitPattern)) }
    case .bfloat16: return numbers.flatMap { bytes(UInt64(Self.bfloat16($0).bitPattern >> 16)) }
    default:
      guard numbers.allSatisfy({ abs($0) <= 0x1p53 }) else { return nil }
      return numbers.flatMap { bytes(UInt64(bitPattern: Int64($0))) }
    }
  }
}
