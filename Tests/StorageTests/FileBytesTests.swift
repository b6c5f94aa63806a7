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

  @Test func `the system's own files, which claim to be empty, are read to their end`() throws {
    let text = String(decoding: try FileBytes.read("/proc/self/status"), as: UTF8.self)
    #expect(text.hasPrefix("Name:") && text.contains("Threads:"))
  }

  @Test func `pipes and devices are read within the limit`() throws {
    #expect(try FileBytes.read("/dev/null") == [])
    #expect {
      try FileBytes.read("/dev/zero", limit: 100_000)
    } throws: { error in
      guard case .tooLarge("/dev/zero", let size)? = error as? StorageError else { return false }
      return size > 100_000
    }
  }

  @Test func `a pipe or device has no beginning to look at first`() {
    #expect(throws: StorageError.notRegular(path: "/dev/zero")) { try FileBytes.read("/dev/zero", first: 1) }
  }
}
