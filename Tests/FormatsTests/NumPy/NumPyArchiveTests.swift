import Formats
import Storage
import TestSupport
import Testing

struct NumPyArchiveTests {
  private func archive(_ fixture: Packed) throws -> NumPyArchive {
    NumPyArchive(try ZipArchive(ByteStorage(fixture.bytes), path: "a.npz"))
  }

  @Test(
    arguments: [
      ("f2", .float16), ("f4", .float32), ("f8", .float64), ("i1", .int8), ("i2", .int16), ("i4", .int32),
      ("i8", .int64), ("u1", .uint8), ("u2", .uint16), ("u4", .uint32), ("u8", .uint64), ("b1", .bool),
    ] as [(String, ForeignTensor.Element)])
  func `every type of number is read`(name: String, element: ForeignTensor.Element) throws {
    let tensor = try #require(try archive(NumPyFixtures.kinds).tensor(name))
    #expect(tensor.element == element)
    #expect(tensor.extents == [2, 3])
    #expect(tensor.doubles() == (element == .bool ? [0, 1, 1, 1, 1, 1] : [0, 1, 2, 3, 4, 5]))
  }

  @Test func `names are those of the arrays in the file's order`() throws {
    let names = ["f2", "f4", "f8", "i1", "i2", "i4", "i8", "u1", "u2", "u4", "u8", "b1"]
    #expect(try archive(NumPyFixtures.kinds).names == names)
    let absent = try archive(NumPyFixtures.kinds).tensor("f4.npy")
    #expect(absent == nil)
  }

  @Test func `the extremes of the types are read`() throws {
    let archive = try archive(NumPyFixtures.edges)
    #expect(try archive.tensor("i1")?.integers() == [-128, 127])
    #expect(try archive.tensor("i8")?.integers() == [.min, .max])
    #expect(try archive.tensor("u8")?.doubles() == [0, 0x1p64])
    #expect(try archive.tensor("f2")?.floats() == [65504, -0x1p-24])
  }

  @Test func `an array in Fortran's order is a view with the first axis fastest`() throws {
    let tensor = try #require(try archive(NumPyFixtures.edges).tensor("columns"))
    #expect(tensor.extents == [2, 3, 4])
    #expect(tensor.strides == [1, 2, 6])
    #expect(tensor.doubles() == (0..<24).map { Double($0) })
  }

  @Test func `arrays without axes or elements are read`() throws {
    let archive = try archive(NumPyFixtures.edges)
    #expect(try archive.tensor("scalar")?.extents == [])
    #expect(try archive.tensor("scalar")?.floats() == [1.5])
    #expect(try archive.tensor("none")?.extents == [0, 3])
    #expect(try archive.tensor("line")?.floats() == [0, 1, 2])
  }

  @Test func `an array of texts hinders no other, and is named when it is asked for`() throws {
    let reason = "its elements are of type <U2; convert it to a number type"
    #expect(throws: FormatError.unsupported(path: "a.npz[text]", reason: reason)) {
      try archive(NumPyFixtures.edges).tensor("text")
    }
  }

  @Test func `a stored array is a view of the file, and its checksum is compared`() throws {
    let storage = ByteStorage(NumPyFixtures.plain.bytes)
    let tensor = try NumPyArchive(try ZipArchive(storage, path: "a.npz")).tensor("x")
    #expect(tensor?.storage === storage)
    #expect(tensor?.floats() == [0, 1, 2])
    var damaged = NumPyFixtures.plain.bytes
    damaged[try #require(tensor?.offset) + 7] ^= 1
    let archive = NumPyArchive(try ZipArchive(ByteStorage(damaged), path: "a.npz"))
    #expect(throws: FormatError.corrupt(path: "a.npz", reason: "the checksum of x.npy is wrong")) {
      try archive.tensor("x")
    }
  }

  @Test func `what is written is read back, from a file`() throws {
    let arrays: [(name: String, array: [UInt8])] = [
      ("x", NumPyArray.file([1, 2, 3, 4] as [Float], extents: [2, 2])),
      ("état", NumPyArray.file([0.1], extents: [1])),
      ("y", NumPyArray.file([7, -7] as [Int64], extents: [2])),
    ]
    let folder = try TemporaryFolder()
    let archive = try NumPyArchive(reading: try folder.file("a.npz", NumPyArchive.file(arrays)))
    #expect(archive.names == ["x", "état", "y"])
    #expect(try archive.tensor("x")?.floats() == [1, 2, 3, 4])
    #expect(try archive.tensor("état")?.doubles() == [0.1])
    #expect(try archive.tensor("y")?.integers() == [7, -7])
  }
}
