import FoundationEssentials
import Storage
import TestSupport
import Testing

@testable import Formats

/// Files that h5py wrote; see `Scripts/hdf5.py`.
@Suite(.enabled(if: HDF5Fixture.hasLibrary, "needs libhdf5: apt-get install libhdf5-103-1"))
struct HDF5FileTests {
  @Test(arguments: [
    ("f2", ForeignTensor.Element.float32), ("f4", .float32), ("f8", .float64), ("i1", .int8), ("i8", .int64),
    ("u1", .uint8), ("u4", .uint32), ("big-f4", .float32), ("big-i2", .int16),
  ])
  func `every type of number is read`(name: String, element: ForeignTensor.Element) throws {
    let file = try HDF5File(reading: HDF5Fixture.path("types.h5"))
    let tensor = try file.tensor("types/\(name)")
    #expect(tensor.element == element)
    #expect(tensor.extents == [2, 3])
    let divisor = element.isFloat ? 4.0 : 1
    #expect(tensor.doubles() == (1...6).map { Double($0) / divisor })
  }

  @Test func `scalars, empty arrays and groups in groups are read`() throws {
    let file = try HDF5File(reading: HDF5Fixture.path("types.h5"))
    #expect(try file.tensor("scalar").extents == [])
    #expect(try file.tensor("scalar").integers() == [-7])
    #expect(try file.tensor("nothing").extents == [0, 3])
    #expect(try file.tensor("deep/er").extents == [2, 3, 4])
    #expect(try file.tensor("deep/er").floats() == (0..<24).map { Float($0) })
  }

  @Test func `datasets are listed with extents, those of texts without a type`() throws {
    let file = try HDF5File(reading: HDF5Fixture.path("types.h5"))
    #expect(file.datasets.map(\.path).prefix(4) == ["deep/er", "nothing", "scalar", "text"])
    #expect(file.datasets.count == 13)
    #expect(file["text"]?.element == nil)
    #expect(file["deep/er"]?.extents == [2, 3, 4])
    #expect(throws: FormatError.self) { try file.tensor("text") }
    #expect(throws: FormatError.storage(.missingTensor(path: file.path, name: "absent"))) {
      try file.tensor("absent")
    }
  }

  @Test func `compressed arrays and groups of newer versions are read`() throws {
    let file = try HDF5File(reading: HDF5Fixture.path("modern.h5"))
    #expect(file.datasets.map(\.path) == ["x/0", "x/10", "x/9"])
    #expect(try file.tensor("x/0").extents == [20, 30])
    #expect(try file.tensor("x/0").doubles() == (0..<600).map { Double($0) })
    #expect(try file.tensor("x/10").floats() == [2.5])
  }

  @Test func `nothing outside the file is read`() throws {
    let path = HDF5Fixture.path("loop.h5")
    // A group that holds itself.
    #expect(throws: FormatError.self) { try HDF5File(reading: path) }
    let file = try HDF5File(reading: HDF5Fixture.path("links.h5"))
    #expect(file.datasets.map(\.path) == ["elsewhere", "plain", "unwritten"])
    #expect(try file.tensor("plain").floats() == [0, 1, 2, 3])
    expectReason("in other files") { () throws(FormatError) in _ = try file.tensor("elsewhere") }
    expectReason("never written") { () throws(FormatError) in _ = try file.tensor("unwritten") }
  }

  @Test func `what is written is read again`() throws {
    let folder = try TemporaryFolder()
    let bytes = ByteStorage(Array(0..<12))
    let transposed = try #require(
      ForeignTensor(.uint16, extents: [3, 2], strides: [1, 3], storage: bytes, offset: 0))
    let flags = try #require(ForeignTensor(.bool, extents: [2], storage: ByteStorage([0, 1])))
    let tensors: [(path: String, tensor: ForeignTensor)] = [
      ("a/b/0", ForeignTensor([1, .nan, -0.5, .infinity], extents: [2, 2])), ("a/1", transposed),
      ("a/b/scalar", ForeignTensor([3], extents: [])), ("flags", flags),
      ("none", ForeignTensor([], extents: [0])),
    ]
    try HDF5File.write(folder.file("out.h5"), tensors)
    let file = try HDF5File(reading: folder.file("out.h5"))
    #expect(Set(file.datasets.map(\.path)) == Set(tensors.map(\.path)))
    for (path, tensor) in tensors {
      let found = try file.tensor(path)
      #expect(found.extents == tensor.extents)
      #expect(found.doubles().map(\.bitPattern) == tensor.doubles().map(\.bitPattern))
    }
    try HDF5File.write(folder.file("again.h5"), tensors)
    #expect(try content(folder.file("out.h5")) == content(folder.file("again.h5")))
    #expect(try folder.names == ["again.h5", "out.h5"])
  }

  @Test func `a file that cannot be written is said so`() throws {
    let folder = try TemporaryFolder()
    let path = folder.file("absent/out.h5")
    #expect(throws: FormatError.storage(.missingFolder(path: path))) {
      try HDF5File.write(path, [("x", ForeignTensor([1], extents: [1]))])
    }
  }

  @Test func `other files are refused`() throws {
    let folder = try TemporaryFolder()
    let path = try folder.file("a.h5", Array("not HDF5 at all".utf8))
    #expect(throws: FormatError.storage(.foreign(path: path, expected: "HDF5"))) {
      try HDF5File(reading: path)
    }
    #expect(throws: FormatError.storage(.missing(path: folder.file("b")))) {
      try HDF5File(reading: folder.file("b"))
    }
    #expect(throws: FormatError.storage(.isDirectory(path: folder.path))) {
      try HDF5File(reading: folder.path)
    }
    let signature = Array(try content(HDF5Fixture.path("types.h5")).prefix(8))
    let cut = try folder.file("cut.h5", signature)
    expectReason("cannot open") { () throws(FormatError) in _ = try HDF5File(reading: cut) }
  }

  private func expectReason(
    _ text: String, at location: SourceLocation = #_sourceLocation, _ body: () throws(FormatError) -> Void
  ) {
    do throws(FormatError) {
      try body()
      Issue.record("nothing was thrown", sourceLocation: location)
    } catch {
      switch error {
      case .corrupt(_, let reason), .unsupported(_, let reason):
        #expect(reason.contains(text), sourceLocation: location)
      case .storage: Issue.record("\(error)", sourceLocation: location)
      }
    }
  }
}

@Suite struct HDF5LibraryTests {
  @Test func `without the library one line says what to install`() {
    #expect(
      throws: FormatError.unsupported(
        path: "a.h5", reason: "reading HDF5 needs libhdf5: apt-get install libhdf5-103-1")
    ) {
      try HDF5Library.use(for: "a.h5", names: ["libhdf5-that-is-not-there.so"]) { _ in }
    }
    // A library without the functions is none.
    #expect(throws: FormatError.self) { try HDF5Library.use(for: "a.h5", names: ["libc.so.6"]) { _ in } }
  }
}
