import FoundationEssentials
import Glibc
import Storage
import TestSupport
import Testing

struct FileLockTests {
  private let folder: TemporaryFolder

  init() throws { folder = try TemporaryFolder() }

  private func isFree(_ path: String) -> Bool {
    guard let lock = try? FileLock(path) else { return false }
    lock.release()
    return true
  }

  @Test func `a file is claimed once, and the second one learns by whom`() throws {
    let path = folder.file("a")
    let lock = try FileLock(path)
    #expect {
      try FileLock(path)
    } throws: { error in
      guard case .locked(path, let holder?)? = error as? StorageError else { return false }
      return holder.process == Int(getpid()) && !holder.host.isEmpty
    }
    lock.release()
    #expect(isFree(path))
    #expect(try folder.names == [])
  }

  @Test func `a claim lasts through replacements of the file`() throws {
    let path = folder.file("a")
    let lock = try FileLock(path)
    for byte in UInt8(0)..<3 { try AtomicFile.replace(path: path, with: [byte]) }
    #expect(!isFree(path))
    lock.release()
    #expect(isFree(path))
    #expect(try folder.names == ["a"])
  }

  @Test func `a claim holds through links, and other files are free`() throws {
    let path = folder.file("a")
    try FileManager.default.createSymbolicLink(atPath: folder.file("link"), withDestinationPath: "a")
    let lock = try FileLock(folder.file("link"))
    #expect(!isFree(path))
    #expect(isFree(folder.file("b")))
    lock.release()
  }

  @Test func `what a killed process left is taken over, and removed`() throws {
    let path = folder.file("a")
    _ = try folder.file(".a.lock", Array("77 elsewhere\n".utf8))
    FileLock.sweep(folder.file("b"))
    #expect(try folder.names == [".a.lock"])
    FileLock.sweep(path)
    #expect(try folder.names == [])
    _ = try folder.file(".a.lock", [0xff, 0])
    let lock = try FileLock(path)
    #expect(try content(folder.file(".a.lock")).starts(with: Array("\(getpid()) ".utf8)))
    FileLock.sweep(path)
    #expect(!isFree(path))
    lock.release()
    #expect(try folder.names == [])
  }

  @Test func `where nothing can be locked there is no protection and no error`() throws {
    try FileLock("/sys/landscape").release()
    try FileLock("/dev/null").release()
    try FileLock(folder.file("missing/a")).release()
    let victim = try folder.file("victim", [1, 2])
    try FileManager.default.createSymbolicLink(atPath: folder.file(".a.lock"), withDestinationPath: victim)
    try FileLock(folder.file("a")).release()
    #expect(try content(victim) == [1, 2])
  }
}
