import Glibc
import Storage
import TestSupport
import Testing

struct FileIdentityTests {
  private let folder: TemporaryFolder

  init() throws { folder = try TemporaryFolder() }

  @Test func `one file has one identity, however its path is spelled`() throws {
    let path = try folder.file("a", [1])
    try folder.makeFolder("sub")
    #expect(symlink("a", folder.file("soft")) == 0 && link(path, folder.file("hard")) == 0)
    let identity = try #require(FileIdentity(of: path))
    for name in ["./a", "sub/../a", ".//a", "soft", "hard"] {
      #expect(FileIdentity(of: folder.file(name)) == identity, "\(name)")
    }
    #expect(try FileIdentity(of: folder.file("b", [1])) != identity)
  }

  @Test func `a file to be made is known by its folder and name`() throws {
    try folder.makeFolder("sub")
    #expect(symlink("sub", folder.file("other")) == 0)
    let identity = try #require(FileIdentity(of: folder.file("sub/new")))
    #expect(FileIdentity(of: folder.file("other/new")) == identity)
    #expect(FileIdentity(of: folder.file("sub/../sub//new")) == identity)
    #expect(FileIdentity(of: folder.file("sub/newer")) != identity)
    #expect(FileIdentity(of: folder.file("new")) != identity)
  }

  @Test func `dangling links are followed, and links in a circle lead nowhere in particular`() throws {
    #expect(symlink("b", folder.file("a")) == 0 && symlink(folder.file("new"), folder.file("b")) == 0)
    #expect(FileIdentity(of: folder.file("a")) == FileIdentity(of: folder.file("new")))
    #expect(symlink("y", folder.file("x")) == 0 && symlink("x", folder.file("y")) == 0)
    _ = FileIdentity(of: folder.file("x"))
  }

  @Test func `devices, pipes and folders have none, nor has a file in a folder that is not there`() throws {
    #expect(mkfifo(folder.file("pipe"), 0o600) == 0)
    for path in ["/dev/null", folder.file("pipe"), folder.path, folder.file("none/a"), ""] {
      #expect(FileIdentity(of: path) == nil, "\(path)")
    }
  }
}
