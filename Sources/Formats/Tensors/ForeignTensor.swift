import Numerics

/// A tensor in a file of another program: a strided view of bytes, little-endian.
package struct ForeignTensor: Sendable {
  /// What the elements are.
  package enum Element: String, CaseIterable, Sendable {
    case float16
    case bfloat16
    case float32
    case float64
    case int8
    case int16
    case int32
    case int64
    case uint8
    case uint16
    case uint32
    case uint64
    case bool

    /// Bytes of one element.
    package var size: Int {
      switch self {
      case .int8, .uint8, .bool: 1
      case .float16, .bfloat16, .int16, .uint16: 2
      case .float32, .int32, .uint32: 4
      case .float64, .int64, .uint64: 8
      }
    }

    /// Whether elements are numbers with a fraction.
    package var isFloat: Bool {
      switch self {
      case .float16, .bfloat16, .float32, .float64: true
      default: false
      }
    }
  }

  package let element: Element
  /// Extents, slowest first; none for a scalar.
  ///
  /// An extent may be 0.
  package let extents: [Int]
  /// Distance between neighbours along each axis, in elements; never negative.
  package let strides: [Int]
  package let storage: ByteStorage
  /// Where the first element lies in the storage, in bytes; aligned to nothing.
  package let offset: Int

  /// Elements of a tensor at most.
  package static let largestCount = 1 << 40

  /// A view that lies within the storage; nil when it does not, or extents or strides are negative or too large.
  package init?(
    _ element: Element, extents: [Int], strides: [Int]? = nil, storage: ByteStorage, offset: Int = 0
  ) {
    guard extents.allSatisfy({ $0 >= 0 }), let count = extents.checkedProduct(limit: Self.largestCount) else {
      return nil
    }
    let strides = strides ?? Self.rowMajor(extents)
    guard strides.count == extents.count, strides.allSatisfy({ $0 >= 0 }), offset >= 0 else { return nil }
    var last = 0
    for (extent, stride) in zip(extents, strides) where extent > 1 {
      let (step, overflows) = stride.multipliedReportingOverflow(by: extent - 1)
      let (sum, overflowsToo) = last.addingReportingOverflow(step)
      guard !overflows, !overflowsToo, sum <= Self.largestCount else { return nil }
      last = sum
    }
    guard offset <= storage.count,
      count == 0 || (last + 1) <= (storage.count - offset) / element.size
    else { return nil }
    self.element = element
    self.extents = extents
    self.strides = strides
    self.storage = storage
    self.offset = offset
  }

  /// A tensor with storage of its own, in row-major order.
  package init(_ numbers: [Float], extents: [Int]) {
    precondition(extents.reduce(1, *) == numbers.count, "\(numbers.count) numbers for \(extents)")
    element = .float32
    self.extents = extents
    strides = Self.rowMajor(extents)
    storage = ByteStorage(numbers.withUnsafeBytes { Array($0) })
    offset = 0
  }

  package static func rowMajor(_ extents: [Int]) -> [Int] {
    var strides = Array(repeating: 1, count: extents.count)
    for axis in extents.indices.dropLast().reversed() {
      strides[axis] = strides[axis + 1] * max(extents[axis + 1], 1)
    }
    return strides
  }

  /// Number of elements.
  package var count: Int { extents.reduce(1, *) }

  package var isRowMajor: Bool {
    zip(zip(extents, strides), Self.rowMajor(extents)).allSatisfy { $0.0 <= 1 || $0.1 == $1 }
  }

  /// Which bytes a tensor is made of, and how.
  package struct View: Hashable, Sendable {
    private let storage: ObjectIdentifier
    private let offset: Int
    private let element: Element
    private let extents: [Int]
    private let strides: [Int]

    fileprivate init(_ tensor: ForeignTensor) {
      storage = ObjectIdentifier(tensor.storage)
      offset = tensor.offset
      element = tensor.element
      extents = tensor.extents
      strides = tensor.strides
    }
  }

  /// Equal for tensors that are the same view of the same bytes.
  package var view: View { View(self) }

  /// Whether two tensors are the same view of the same bytes: one parameter under two names.
  package func isSame(as other: ForeignTensor) -> Bool {
    storage === other.storage && offset == other.offset && element == other.element
      && extents == other.extents
      && strides == other.strides
  }

  /// The elements in row-major order in single precision, rounded where they have more digits; booleans are 0 and 1.
  package func floats() -> [Float] {
    switch element {
    case .float32:
      if isRowMajor {
        return [Float](unsafeUninitializedCapacity: count) { target, filled in
          storage.bytes.withUnsafeBytes { source in
            UnsafeMutableRawBufferPointer(target).copyBytes(from: source[offset..<offset + count * 4])
          }
          filled = count
        }
      }
      return map(as: UInt32.self) { Float(bitPattern: $0) }
    case .float64: return map(as: UInt64.self) { Float(Double(bitPattern: $0)) }
    case .float16: return map(as: UInt16.self) { Float(Float16(bitPattern: $0)) }
    case .bfloat16: return map(as: UInt16.self) { Float(bitPattern: UInt32($0) << 16) }
    default: return doubles().map { Float($0) }
    }
  }

  /// The elements in row-major order in double precision; integers beyond 2⁵³ are rounded.
  package func doubles() -> [Double] {
    switch element {
    case .float64: map(as: UInt64.self) { Double(bitPattern: $0) }
    case .float16, .bfloat16, .float32: floats().map { Double($0) }
    case .int64: map(as: Int64.self) { Double($0) }
    case .uint64: map(as: UInt64.self) { Double($0) }
    default: integers().map { Double($0) }
    }
  }

  /// The elements in row-major order as integers; numbers with a fraction are truncated, and what does not fit is clamped.
  package func integers() -> [Int] {
    switch element {
    case .int8: map(as: Int8.self) { Int($0) }
    case .int16: map(as: Int16.self) { Int($0) }
    case .int32: map(as: Int32.self) { Int($0) }
    case .int64: map(as: Int64.self) { Int($0) }
    case .uint8: map(as: UInt8.self) { Int($0) }
    case .uint16: map(as: UInt16.self) { Int($0) }
    case .uint32: map(as: UInt32.self) { Int($0) }
    case .uint64: map(as: UInt64.self) { Int(clamping: $0) }
    case .bool: map(as: UInt8.self) { $0 == 0 ? 0 : 1 }
    case .float16, .bfloat16, .float32, .float64:
      doubles().map { $0.isNaN ? 0 : $0 >= 0x1p63 ? .max : $0 < -0x1p63 ? .min : Int($0) }
    }
  }

  private func map<Raw: FixedWidthInteger, Result>(as: Raw.Type, _ convert: (Raw) -> Result) -> [Result] {
    let count = count
    guard count > 0 else { return [] }
    return storage.bytes.withUnsafeBytes { bytes in
      var result: [Result] = []
      result.reserveCapacity(count)
      func load(_ index: Int) {
        let raw = bytes.loadUnaligned(fromByteOffset: offset + index * element.size, as: Raw.self)
        result.append(convert(Raw(littleEndian: raw)))
      }
      if isRowMajor {
        for index in 0..<count { load(index) }
        return result
      }
      var position = Array(repeating: 0, count: extents.count)
      var index = 0
      while result.count < count {
        load(index)
        for axis in extents.indices.reversed() {
          position[axis] += 1
          index += strides[axis]
          if position[axis] < extents[axis] { break }
          index -= position[axis] * strides[axis]
          position[axis] = 0
        }
      }
      return result
    }
  }
}
