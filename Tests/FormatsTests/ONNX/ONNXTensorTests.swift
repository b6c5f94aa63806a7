import Formats
import Testing

/// Single tensors: the files of ONNX's own tests, and messages that are built by hand.
struct ONNXTensorTests {
  private func tensor(_ bytes: [UInt8]) throws(FormatError) -> ForeignTensor {
    try ONNXTensorFile(parsing: ByteStorage(bytes), path: "a.pb").tensor
  }

  private func refusal(_ bytes: [UInt8]) -> String {
    reason { () throws(FormatError) in _ = try tensor(bytes) } ?? "nothing"
  }

  // numpy.array([[1, 2, 3], [4, 5, 6]]) / 7, written by Scripts/onnx-files.py.
  @Test func `a file with a tensor is read`() throws {
    let file = try ONNXTensorFile(reading: ONNXFixture.path("tensor.pb"))
    #expect(file.name == "x")
    #expect(file.tensor.element == .float64)
    #expect(file.tensor.extents == [2, 3])
    #expect(file.tensor.doubles() == [1, 2, 3, 4, 5, 6].map { $0 / 7 })
  }

  @Test(arguments: ["sequence.pb", "optional.pb"])
  func `sequences and optional values are refused`(name: String) {
    let path = ONNXFixture.path(name)
    #expect(
      throws: FormatError.unsupported(
        path: path, reason: "it holds a sequence or an optional value, not a tensor")
    ) { try ONNXTensorFile(reading: path) }
  }

  @Test func `numbers in typed fields are read packed, in parts and one by one`() throws {
    let one: [UInt8] = [0x25, 0, 0, 0x80, 0x3F]
    let packed = Wire.data(4, [0, 0, 0, 0xC0])
    #expect(try tensor(Wire.tensor("w", [3], one + packed + one)).floats() == [1, -2, 1])
    let double: [UInt8] = [0x51, 0, 0, 0, 0, 0, 0, 0xF0, 0x3F]
    #expect(try tensor(Wire.tensor("w", type: 11, [1], double)).doubles() == [1])
    let integers = Wire.integer(7, -1) + Wire.data(7, Wire.varint(300) + [5])
    #expect(try tensor(Wire.tensor("w", type: 7, [3], integers)).integers() == [-1, 300, 5])
    // Extents packed into one field.
    let matrix = Wire.data(1, [2, 1]) + Wire.tensor("w", [], Wire.data(9, Array(repeating: 0, count: 8)))
    #expect(try tensor(matrix).extents == [2, 1])
  }

  @Test func `a negative number of 32 bits may be written with 32 or 64 bits`() throws {
    let content = Wire.data(5, Wire.varint(0xFFFF_FFFF) + Wire.varint(.max))
    #expect(try tensor(Wire.tensor("w", type: 6, [2], content)).integers() == [-1, -1])
  }

  @Test func `packed floating-point numbers and raw bytes are views`() throws {
    for content in [Wire.data(4, [0, 0, 0x80, 0x3F]), Wire.data(9, [0, 0, 0x80, 0x3F])] {
      let storage = ByteStorage(Wire.tensor("w", [1], content))
      let file = try ONNXTensorFile(parsing: storage, path: "a.pb")
      #expect(file.tensor.storage === storage)
      #expect(file.tensor.floats() == [1])
    }
  }

  @Test(arguments: [
    (8, "string"), (14, "complex64"), (15, "complex128"), (17, "float8e4m3fn"), (21, "uint4"),
    (23, "float4e2m1"),
  ])
  func `types that are not read are refused by the tensor's name`(type: Int, name: String) {
    #expect(
      refusal(Wire.tensor("w", type: type, [0], []))
        == "unsupported: the tensor w holds elements of type \(name), which are not read")
  }

  @Test func `numbers that do not fit the extents are refused`() {
    let raw = Wire.data(9, [0, 0, 0, 0])
    #expect(refusal(Wire.tensor("w", [2], raw)) == "corrupt: the tensor w has 4 bytes, where 8 belong")
    #expect(refusal(Wire.tensor("w", [0], raw)) == "corrupt: the tensor w has 4 bytes, where 0 belong")
    #expect(refusal(Wire.tensor("w", [], [])) == "corrupt: the tensor w has 0 numbers, where 1 belong")
    #expect(
      refusal(Wire.tensor("w", [2], Wire.data(4, [0, 0, 0, 0])))
        == "corrupt: the tensor w has 1 numbers, where 2 belong")
    #expect(
      refusal(Wire.tensor("w", [1], raw + Wire.data(4, [0, 0, 0, 0])))
        == "corrupt: the tensor w has both raw and typed numbers")
    #expect(
      refusal(Wire.tensor("w", [1], Wire.data(7, [1])))
        == "corrupt: the tensor w has numbers in a field of another type")
    #expect(refusal(Wire.tensor("w", [1], Wire.data(4, [0, 0, 0, 0, 0]))).hasPrefix("corrupt"))
    #expect(refusal(Wire.tensor("w", [1], Wire.integer(4, 1))).hasPrefix("corrupt"))
  }

  @Test(arguments: [[-1], [2, -3], [Int.min], [1 << 62, 1 << 62], [0, 1 << 62, 1 << 62], [Int.max]])
  func `negative and impossible extents are refused`(extents: [Int]) {
    #expect(
      refusal(Wire.tensor("w", extents, [])).hasPrefix("corrupt: the tensor w has the impossible extents"))
  }

  @Test(arguments: [
    (3, 128), (3, -129), (2, 256), (2, -1), (4, 65536), (5, 32768), (9, 2), (10, 65536), (6, 1 << 32),
  ])
  func `numbers beyond the range of their type are refused`(type: Int, number: Int) {
    #expect(
      refusal(Wire.tensor("w", type: type, [1], Wire.integer(5, number)))
        == "corrupt: the tensor w has numbers beyond the range of its type")
  }
}
