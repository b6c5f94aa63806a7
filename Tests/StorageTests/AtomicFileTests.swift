import FoundationEssentials
import Glibc
import Storage
import TestSupport
import Testing

struct AtomicFileTests {
  @Test func `a new file appears whole and nothing else does`() throws {
    let folder = try TemporaryFolder()
    try AtomicFile.replace(path: folder.file("a"), with: [1, 2, 3])
    #expect(try content(folder.file("a")) == [1, 2, 3])
    #expect(try folder.names == ["a"])
  }

  @Test func `an old file is replaced, by a shorter one too`() throws {
    let folder = try TemporaryFolder()
    let path = try folder.file("a", [UInt8](repeating: 7, count: 100))
    try AtomicFile.replace(path: path, with: [1])
    #expect(try content(path) == [1])
  }

  @Test func `what a killed process left behind does no harm`() throws {
    let folder = try TemporaryFolder()
    let path = try folder.file("a", [1, 2])
    _ = try folder.file(".a.partial", [UInt8](repeating: 9, count: 1000))
    #expect(try content(path) == [1, 2])
    try AtomicFile.replace(path: path, with: [3])
    #expect(try content(path) == [3])
    #expect(try folder.names == ["a"])
  }

  @Test func `writers at the same time leave one whole content`() async throws {
    let folder = try TemporaryFolder()
    let path = folder.file("a")
    try await withThrowingTaskGroup { group in
      for writer in UInt8(0)..<8 {
        group.addTask {
          for _ in 0..<10 {
            try AtomicFile.replace(path: path, with: [UInt8](repeating: writer, count: 10_000))
          }
        }
      }
      try await group.waitForAll()
    }
    let bytes = try content(path)
    #expect(bytes.count == 10_000)
    #expect(Set(bytes).count == 1)
    #expect(try folder.names == ["a"])
  }

  @Test func `a symbolic link stays one`() throws {
    let folder = try TemporaryFolder()
    let target = try folder.file("target", [1])
    try FileManager.default.createSymbolicLink(atPath: folder.file("link"), withDestinationPath: target)
    try AtomicFile.replace(path: folder.file("link"), with: [2])
    #expect(try content(target) == [2])
    #expect(try FileManager.default.destinationOfSymbolicLink(atPath: folder.file("link")) == target)
  }

  @Test func `a folder that does not exist is named as such`() throws {
    let folder = try TemporaryFolder()
    let path = folder.file("missing/a")
    #expect(throws: StorageError.missingFolder(path: path)) { try AtomicFile.replace(path: path, with: [1]) }
    #expect(throws: StorageError.missingFolder(path: path)) { try AtomicFile.checkWritable(path) }
  }

  @Test func `a file is no folder`() throws {
    let folder = try TemporaryFolder()
    let path = try folder.file("a", []) + "/b"
    #expect(throws: StorageError.missingFolder(path: path)) { try AtomicFile.replace(path: path, with: [1]) }
  }

  @Test func `a folder is not replaced`() throws {
    let folder = try TemporaryFolder()
    #expect(throws: StorageError.isDirectory(path: folder.path)) {
      try AtomicFile.replace(path: folder.path, with: [1])
    }
    #expect(throws: StorageError.isDirectory(path: folder.path)) { try AtomicFile.checkWritable(folder.path) }
  }

  /// The kernel's own folder takes no files, not even from root.
  @Test func `a folder that takes no files is reported with the system's code`() {
    let path = "/sys/landscape"
    func isRefusal(_ error: any Error) -> Bool {
      guard case .unwritable(path, let code)? = error as? StorageError else { return false }
      return [EACCES, EPERM, EROFS].contains(code)
    }
    #expect {
      try AtomicFile.replace(path: path, with: [1])
    } throws: {
      isRefusal($0)
    }
    #expect {
      try AtomicFile.checkWritable(path)
    } throws: {
      isRefusal($0)
    }
  }

  @Test func `checking leaves no trace and no damage`() throws {
    let folder = try TemporaryFolder()
    let path = try folder.file("a", [1, 2])
    try AtomicFile.checkWritable(path)
    try AtomicFile.checkWritable(folder.file("b"))
    #expect(try folder.names == ["a"])
    #expect(try content(path) == [1, 2])
  }

  @Test func `a full device is reported`() {
    #expect(throws: StorageError.diskFull(path: "/dev/full")) {
      try AtomicFile.replace(path: "/dev/full", with: [1, 2, 3])
    }
  }

  @Test func `a full disk keeps the old file and nothing of the new one`() throws {
    let folder = try TemporaryFolder()
    // Only root may mount; elsewhere the device above has to do.
    guard mount("landscape", folder.path, "tmpfs", 0, "size=64k") == 0 else { return }
    defer { umount2(folder.path, Int32(MNT_DETACH)) }
    let path = folder.file("a")
    try AtomicFile.replace(path: path, with: [1, 2, 3])
    #expect(throws: StorageError.diskFull(path: path)) {
      try AtomicFile.replace(path: path, with: [UInt8](repeating: 1, count: 1 << 20))
    }
    #expect(try content(path) == [1, 2, 3])
    #expect(try folder.names == ["a"])
  }
}
