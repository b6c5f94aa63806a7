extension ONNXTensorProto {
  /// The tensor whose numbers are in the field that belongs to its type.
  func typedTensor(
    _ element: ForeignTensor.Element, count: Int, label: String
  ) throws(FormatError) -> ForeignTensor {
    let number = Self.field(of: element)
    let path = reader.path
    guard typed.keys.allSatisfy({ $0 == number }) else {
      throw .corrupt(path: path, reason: "\(label) has numbers in a field of another type")
    }
    let fields = typed[number] ?? []
    // Packed floating-point numbers lie in the file as they lie in memory.
    if fields.count == 1, case .bytes(let range) = fields[0].content,
      element == .float32 || element == .float64,
      range.count == count * element.size,
      let tensor = ForeignTensor(element, extents: extents, storage: reader.storage, offset: range.lowerBound)
    {
      return tensor
    }
    let bytes: [UInt8]
    switch element {
    case .float32, .float64: bytes = try fixed(fields)
    case .bool: bytes = try numbers(fields, 0...1, as: UInt8.self, label)
    case .int8: bytes = try numbers(fields, -0x80...0x7F, as: UInt8.self, label)
    case .uint8: bytes = try numbers(fields, 0...0xFF, as: UInt8.self, label)
    case .int16: bytes = try numbers(fields, -0x8000...0x7FFF, as: UInt16.self, label)
    case .uint16: bytes = try numbers(fields, 0...0xFFFF, as: UInt16.self, label)
    // Patterns of bits, which some programs take for signed.
    case .float16, .bfloat16: bytes = try numbers(fields, -0x8000...0xFFFF, as: UInt16.self, label)
    // Likewise: a negative number may be written with 32 bits.
    case .int32: bytes = try numbers(fields, -0x8000_0000...0xFFFF_FFFF, as: UInt32.self, label)
    case .uint32: bytes = try numbers(fields, 0...0xFFFF_FFFF, as: UInt32.self, label)
    case .int64, .uint64: bytes = try numbers(fields, .min ... .max, as: UInt64.self, label)
    }
    guard bytes.count == count * element.size,
      let tensor = ForeignTensor(element, extents: extents, storage: ByteStorage(bytes))
    else {
      throw .corrupt(
        path: path, reason: "\(label) has \(bytes.count / element.size) numbers, where \(count) belong")
    }
    return tensor
  }

  /// The number of the field that holds a type's numbers.
  private static func field(of element: ForeignTensor.Element) -> Int {
    switch element {
    case .float32: TypedField.float
    case .float64: TypedField.double
    case .int64: TypedField.int64
    case .uint32, .uint64: TypedField.uint64
    case .float16, .bfloat16, .int8, .int16, .int32, .uint8, .uint16, .bool: TypedField.int32
    }
  }

  /// Numbers of 4 or 8 bytes, packed or not, as they lie in the file.
  private func fixed(_ fields: [WireReader.Field]) throws(FormatError) -> [UInt8] {
    var bytes: [UInt8] = []
    for field in fields {
      switch field.content {
      case .bytes(let range): bytes += reader.storage.bytes[range]
      case .fixed32(let bits): withUnsafeBytes(of: bits.littleEndian) { bytes += $0 }
      case .fixed64(let bits): withUnsafeBytes(of: bits.littleEndian) { bytes += $0 }
      case .varint: throw reader.otherKind(field)
      }
    }
    return bytes
  }

  /// Integers, packed or not, each checked to be in range, as the bytes of a type of their size.
  private func numbers<Raw: FixedWidthInteger>(
    _ fields: [WireReader.Field], _ range: ClosedRange<Int>, as: Raw.Type, _ label: String
  ) throws(FormatError) -> [UInt8] {
    var raw: [Raw] = []
    var isInside = true
    for field in fields {
      try reader.forEachVarint(field) { number in
        isInside = isInside && range.contains(Int(truncatingIfNeeded: number))
        raw.append(Raw(truncatingIfNeeded: number).littleEndian)
      }
    }
    guard isInside else {
      throw .corrupt(path: reader.path, reason: "\(label) has numbers beyond the range of its type")
    }
    return raw.withUnsafeBytes { Array($0) }
  }
}
