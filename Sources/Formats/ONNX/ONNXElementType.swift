/// The element types of ONNX, `TensorProto.DataType`, by their numbers.
enum ONNXElementType {
  /// What a type's elements are here; nil for those that are not read.
  static func element(_ code: Int) -> ForeignTensor.Element? {
    switch code {
    case 1: .float32
    case 2: .uint8
    case 3: .int8
    case 4: .uint16
    case 5: .int16
    case 6: .int32
    case 7: .int64
    case 9: .bool
    case 10: .float16
    case 11: .float64
    case 12: .uint32
    case 13: .uint64
    case 16: .bfloat16
    default: nil
    }
  }

  /// The number of a type.
  static func code(_ element: ForeignTensor.Element) -> Int {
    switch element {
    case .float32: 1
    case .uint8: 2
    case .int8: 3
    case .uint16: 4
    case .int16: 5
    case .int32: 6
    case .int64: 7
    case .bool: 9
    case .float16: 10
    case .float64: 11
    case .uint32: 12
    case .uint64: 13
    case .bfloat16: 16
    }
  }

  private static let unread = [
    8: "string", 14: "complex64", 15: "complex128", 17: "float8e4m3fn", 18: "float8e4m3fnuz",
    19: "float8e5m2",
    20: "float8e5m2fnuz", 21: "uint4", 22: "int4", 23: "float4e2m1", 24: "float8e8m0", 25: "uint2",
    26: "int2",
  ]

  /// The element type of something in a file.
  ///
  /// - Throws: `FormatError.unsupported` for one that is not read, `corrupt` for a number that stands for nothing.
  static func element(
    _ code: Int, of owner: @autoclosure () -> String, path: String
  ) throws(FormatError) -> ForeignTensor.Element {
    if let element = element(code) { return element }
    if let name = unread[code] {
      throw .unsupported(path: path, reason: "\(owner()) holds elements of type \(name), which are not read")
    }
    throw .corrupt(path: path, reason: "\(owner()) has the unknown element type \(code)")
  }
}
