import Storage
import TestSupport
import Testing

struct FileBytesTests {
  @Test func `a file is read as it is`() throws {
    let folder = try TemporaryFolder()
    let path = try folder.file("a", [0, 1, 255])
    #expect(try FileBytes.read(path) == [0, 1, 255])
    #expect(try FileBytes.read(path, first: 2) == [0, 1])
    #expect(try FileBytes.read(path, first: 10) == [0, 1, 255])
    #expect(FileBytes.exists(path))
  }

  @Test func `a file beyond the limit is refused`() throws {
    let folder = try TemporaryFolder()
    let path = try folder.file("a", [0, 1, 255])
    #expect(throws: StorageError.tooLarge(path: path, claimed: 3)) { try FileBytes.read(path, limit: 2) }
  }

  @Test func `a missing file and a folder are told apart`() throws {
    let folder = try TemporaryFolder()
    let path = folder.file("a")
    #expect(!FileBytes.exists(path))
    #expect(throws: StorageError.missing(path: path)) { try FileBytes.read(path) }
    #expect(throws: StorageError.missing(path: path)) { try FileBytes.read(path, first: 1) }
    #expect(throws: StorageError.isDirectory(path: folder.path)) { try FileBytes.read(folder.path) }
    #expect(throws: StorageError.isDirectory(path: folder.path)) { try FileBytes.read(folder.path, first: 1) }
  }
}
