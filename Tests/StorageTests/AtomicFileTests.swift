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

  @Test(arguments: ["new", "sub/new", "second"])
  func `a link that leads to nothing yet stays one, and what it leads to is made`(name: String) throws {
    let folder = try TemporaryFolder()
    try folder.makeFolder("sub")
    for (link, target) in [("link", name), ("second", "sub/third"), ("sub/third", "../new")] {
      try FileManager.default.createSymbolicLink(atPath: folder.file(link), withDestinationPath: target)
    }
    try AtomicFile.checkWritable(folder.file("link"))
    try AtomicFile.replace(path: folder.file("link"), with: [2])
    #expect(try FileManager.default.destinationOfSymbolicLink(atPath: folder.file("link")) == name)
    #expect(try content(folder.file(name == "second" ? "new" : name)) == [2])
  }

  @Test func `links in a circle are refused`() throws {
    let folder = try TemporaryFolder()
    for (link, target) in [("a", "b"), ("b", "a")] {
      try FileManager.default.createSymbolicLink(atPath: folder.file(link), withDestinationPath: target)
    }
    #expect(throws: StorageError.self) { try AtomicFile.replace(path: folder.file("a"), with: [2]) }
    #expect(try folder.names == ["a", "b"])
  }

  @Test(arguments: [0o600, 0o640, 0o444] as [mode_t]) func `the file keeps its permissions`(mode: mode_t)
    throws
  {
    let folder = try TemporaryFolder()
    let path = try folder.file("a", [1])
    chmod(path, mode)
    try AtomicFile.replace(path: path, with: [2])
    var status = stat()
    #expect(stat(path, &status) == 0 && status.st_mode & 0o777 == mode)
    #expect(try content(path) == [2])
  }

  @Test func `what lies in the temporary file's place is neither followed nor written`() throws {
    let folder = try TemporaryFolder()
    let (path, victim) = (folder.file("a"), try folder.file("victim", [1, 2, 3]))
    func replace() throws {
      try AtomicFile.checkWritable(path)
      try AtomicFile.replace(path: path, with: [9])
      #expect(try content(path) == [9])
      #expect(try content(victim) == [1, 2, 3])
      #expect(try folder.names == ["a", "victim"])
      #expect((try? FileManager.default.destinationOfSymbolicLink(atPath: path)) == nil)
    }
    for name in [".a.partial", ".a.check"] {
      try FileManager.default.createSymbolicLink(atPath: folder.file(name), withDestinationPath: victim)
      try replace()
      #expect(link(victim, folder.file(name)) == 0)
      try replace()
      #expect(mkfifo(folder.file(name), 0o600) == 0)
      try replace()
    }
  }

  @Test func `a pipe or device cannot be read back`() throws {
    for path in ["/dev/null", "/dev/full"] {
      #expect(throws: StorageError.cannotBeReadBack(path: path)) {
        try AtomicFile.checkWritable(path, readingBack: true)
      }
      try AtomicFile.checkWritable(path)
    }
  }

  @Test func `a pipe gets everything, though it holds less at a time`() throws {
    let folder = try TemporaryFolder()
    let path = folder.file("pipe")
    #expect(mkfifo(path, 0o600) == 0)
    let bytes = (0..<300_000).map { UInt8(truncatingIfNeeded: $0 &* 7) }
    // A process of its own: a task that waits for another one would hold up the tests beside it.
    let reader = popen("cat '\(path)' > '\(folder.file("copy"))'", "r")
    try AtomicFile.replace(path: path, with: bytes)
    pclose(reader)
    #expect(try content(folder.file("copy")) == bytes)
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

  /// Only root may mount; elsewhere the device above has to do.
  private static let canMount: Bool = {
    guard let folder = try? TemporaryFolder(),
      mount("landscape", folder.path, "tmpfs", 0, "size=64k") == 0
    else { return false }
    umount2(folder.path, Int32(MNT_DETACH))
    return true
  }()

  @Test(.enabled(if: canMount)) func `a full disk keeps the old file and nothing of the new one`() throws {
    let folder = try TemporaryFolder()
    try #require(mount("landscape", folder.path, "tmpfs", 0, "size=64k") == 0)
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
