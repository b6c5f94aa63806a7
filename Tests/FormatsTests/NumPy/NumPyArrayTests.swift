import Formats
import Storage
import Testing

/// Files of NumPy, and files that only look like it.
struct NumPyArrayTests {
  private func array(_ bytes: [UInt8]) throws(FormatError) -> ForeignTensor {
    try NumPyArray(ByteStorage(bytes), range: 0..<bytes.count, path: "a.npy").tensor
  }

  /// A file of version 1 with this header and this many bytes of zeros behind it.
  private func file(_ header: String, elements: Int = 0) -> [UInt8] {
    var bytes: [UInt8] = [0x93] + Array("NUMPY".utf8) + [1, 0]
    bytes += [UInt8(header.utf8.count % 256), UInt8(header.utf8.count / 256)]
    return bytes + Array(header.utf8) + [UInt8](repeating: 0, count: elements)
  }

  private func header(type: String, shape: String = "(2,)") -> String {
    "{'descr': \(type), 'fortran_order': False, 'shape': \(shape), }"
  }

  @Test(arguments: [NumPyFixtures.rows, NumPyFixtures.version2, NumPyFixtures.version3])
  func `all versions of the format are read`(fixture: Packed) throws {
    let tensor = try array(fixture.bytes)
    #expect(tensor.element == .float32)
    #expect(tensor.extents == [2, 3])
    #expect(tensor.floats() == [0, 1, 2, 3, 4, 5])
  }

  @Test func `a number without axes is read`() throws {
    let tensor = try array(NumPyFixtures.scalar.bytes)
    #expect(tensor.extents == [])
    #expect(tensor.doubles() == [1.5])
  }

  @Test func `an array within other bytes is a view of them`() throws {
    let whole = NumPyFixtures.line.bytes
    let storage = ByteStorage([1, 2, 3] + whole + [4])
    let tensor = try NumPyArray(storage, range: 3..<(3 + whole.count), path: "a").tensor
    #expect(tensor.storage === storage)
    #expect(tensor.integers() == [-1, 2])
  }

  @Test func `arrays are written as NumPy writes them`() {
    #expect(NumPyArray.file([0, 1, 2, 3, 4, 5] as [Float], extents: [2, 3]) == NumPyFixtures.rows.bytes)
    #expect(NumPyArray.file([1.5], extents: []) == NumPyFixtures.scalar.bytes)
    #expect(NumPyArray.file([-1, 2] as [Int64], extents: [2]) == NumPyFixtures.line.bytes)
  }

  @Test func `long headers are padded as NumPy pads them`() {
    let one = Array(repeating: 1, count: 31)
    #expect(NumPyArray.file([1] as [Float], extents: one) == NumPyFixtures.long.bytes)
    let many = Array(repeating: 1, count: 13) + [100]
    #expect(NumPyArray.file([Float](repeating: 1, count: 100), extents: many) == NumPyFixtures.exact.bytes)
  }

  @Test func `what is written is read back`() throws {
    let tensor = try array(NumPyArray.file([Double](), extents: [3, 0, 2]))
    #expect(tensor.extents == [3, 0, 2])
    #expect(tensor.doubles() == [])
  }

  @Test(arguments: [
    ("'>f4'", "its elements are big-endian; convert it with x.astype(x.dtype.newbyteorder('<'))"),
    ("'|O'", "it holds Python objects, not numbers; convert it to an array of a number type"),
    ("'<U2'", "its elements are of type <U2; convert it to a number type"),
    ("'|S3'", "its elements are of type |S3; convert it to a number type"),
    ("'<c8'", "its elements are of type <c8; convert it to a number type"),
    ("'<f16'", "its elements are of type <f16; convert it to a number type"),
    ("'<M8[D]'", "its elements are of type <M8[D]; convert it to a number type"),
    (
      "[('a', '<f4'), ('b', '<i2', (2,))]",
      "its elements have several fields; save each as an array of its own"
    ),
  ])
  func `elements that are not usual numbers are not supported`(type: String, reason: String) {
    #expect(throws: FormatError.unsupported(path: "a.npy", reason: reason)) {
      try array(file(header(type: type), elements: 8))
    }
  }

  @Test func `a byte has no order`() throws {
    #expect(try array(file(header(type: "'>u1'"), elements: 2)).element == .uint8)
  }

  @Test(arguments: [
    "{\"descr\": \"<f4\", \"fortran_order\": False, \"shape\": (1,)}",
    "{'shape':(1L,),'descr':'<f4','fortran_order':True}  \n",
    "{ 'fortran_order' : False , 'descr' : '<f4' , 'shape' : ( 1 , ) , }",
  ])
  func `a header may be written in other ways`(header: String) throws {
    #expect(try array(file(header, elements: 4)).floats() == [0])
  }

  @Test(arguments: [
    "", "{}", "{,}", "{'descr': '<f4', 'fortran_order': False}", "{'descr': '<f4', 'shape': (1,)}",
    "{'fortran_order': False, 'shape': (1,)}", "'descr': '<f4', 'fortran_order': False, 'shape': (1,)}",
    "{'descr': '<f4', 'fortran_order': False, 'shape': (1,)",
    "{'descr': '<f4', 'fortran_order': False, 'shape': (1,)} x",
    "{'descr': '<f4', 'fortran_order': False, 'shape': (1,), 'shape': (1,)}",
    "{'descr': '<f4', 'fortran_order': False, 'shape': (1,), 'more': (1,)}",
    "{'descr': '<f4', 'fortran_order': False, 'shape': (1)}",
    "{'descr': '<f4', 'fortran_order': False, 'shape': (,)}",
    "{'descr': '<f4', 'fortran_order': False, 'shape': (1 1)}",
    "{'descr': '<f4', 'fortran_order': False, 'shape': (-1,)}",
    "{'descr': '<f4', 'fortran_order': False, 'shape': (99999999999999999999,)}",
    "{'descr': '<f4', 'fortran_order': false, 'shape': (1,)}",
    "{'descr': <f4, 'fortran_order': False, 'shape': (1,)}",
    "{'descr': '<f4, 'fortran_order': False, 'shape': (1,)}",
    "{'descr': '\\x3cf4', 'fortran_order': False, 'shape': (1,)}",
    "{'descr': '<f4' 'fortran_order': False, 'shape': (1,)}",
    "{'descr': [('a', '<f4'), 'fortran_order': False, 'shape': (1,)}",
    "{'descr': '<f4', 'fortran_order': False, 'shape': __import__('os').abort()}",
  ])
  func `a header that is not one is refused`(header: String) {
    #expect(throws: FormatError.corrupt(path: "a.npy", reason: "the header is not one of NumPy")) {
      try array(file(header, elements: 4))
    }
  }

  @Test func `more than 64 axes are refused`() {
    let shape = "(" + String(repeating: "1, ", count: 65) + ")"
    #expect(throws: FormatError.corrupt(path: "a.npy", reason: "the header is not one of NumPy")) {
      try array(file(header(type: "'<f4'", shape: shape), elements: 4))
    }
  }

  @Test func `a shape beyond all integers is refused`() {
    let shape = "(4294967296, 4294967296, 4294967296)"
    #expect(throws: FormatError.storage(.tooLarge(path: "a.npy", claimed: .max))) {
      try array(file(header(type: "'<f4'", shape: shape)))
    }
    #expect(throws: FormatError.storage(.tooLarge(path: "a.npy", claimed: .max))) {
      try array(file(header(type: "'<f4'", shape: "(0, 4294967296, 4294967296)")))
    }
  }

  @Test func `elements that are not there are refused`() {
    let bytes = file(header(type: "'<f8'", shape: "(1000000000,)"), elements: 8)
    let error = FormatError.storage(
      .truncated(path: "a.npy", expected: bytes.count - 8 + 8_000_000_000, found: bytes.count))
    #expect(throws: error) { try array(bytes) }
  }

  @Test func `bytes after the last element are refused`() {
    #expect(throws: FormatError.corrupt(path: "a.npy", reason: "bytes after the last element")) {
      try array(NumPyFixtures.rows.bytes + [0])
    }
  }

  @Test func `versions to come are not supported`() {
    var bytes = NumPyFixtures.rows.bytes
    bytes[6] = 4
    #expect(
      throws: FormatError.unsupported(path: "a.npy", reason: "the version 4 of its format is not known")
    ) {
      try array(bytes)
    }
  }

  @Test func `a header of version 2 that claims to be huge is refused`() {
    var bytes = NumPyFixtures.version2.bytes
    bytes.replaceSubrange(8..<12, with: [0xff, 0xff, 0xff, 0xff])
    #expect(throws: FormatError.storage(.tooLarge(path: "a.npy", claimed: 0xffff_ffff))) { try array(bytes) }
  }

  @Test func `another kind of file is foreign`() {
    for bytes in [[], Array("NUMPY".utf8), Array("PK\u{3}\u{4} and so on".utf8)] {
      #expect(throws: FormatError.storage(.foreign(path: "a.npy", expected: "npy"))) { try array(bytes) }
    }
  }

  @Test func `a file cut off anywhere is refused`() {
    for bytes in Mutations.truncations(of: NumPyFixtures.rows.bytes) {
      #expect(throws: FormatError.self) { try array(bytes) }
    }
  }

  @Test func `damaged files are refused or give as many elements as they say`() {
    for fixture in [NumPyFixtures.rows, NumPyFixtures.version2, NumPyFixtures.long] {
      for bytes in Mutations.flips(of: fixture.bytes) { check(bytes) }
      for bytes in Mutations(of: fixture.bytes, count: 700) { check(bytes) }
    }
  }

  private func check(_ bytes: [UInt8]) {
    guard let tensor = try? array(bytes) else { return }
    #expect(tensor.doubles().count == tensor.count && tensor.count <= bytes.count)
  }
}
