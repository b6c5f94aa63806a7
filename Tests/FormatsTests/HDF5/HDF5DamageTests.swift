import FoundationEssentials
import Glibc
import Storage
import TestSupport
import Testing

@testable import Formats

/// Files with damages.
///
/// libhdf5 itself falls on some of them: 1.10.8 on up to one in a hundred copies of a file with links, while it lists them,
/// and on none of 6,000 of the other two. So each is read in a process of its own. What counts is that none of our code traps,
/// hangs or takes more memory than the file accounts for.
@Suite(.enabled(if: HDF5Fixture.hasLibrary, "needs libhdf5: apt-get install libhdf5-103-1"))
struct HDF5DamageTests {
  @Test(arguments: [("types.h5", 1), ("modern.h5", 2), ("links.h5", 3)])
  func `damaged files are read or refused`(name: String, seed: UInt64) throws {
    let original = try content(HDF5Fixture.path(name))
    let folder = try TemporaryFolder()
    var (clean, fallen) = (0, 0)
    for bytes in Mutations(of: original, count: 250, seed: seed) {
      let path = try folder.file("damaged.h5", bytes)
      let signal = try HDF5Library.use(for: path) { library in Self.signal(reading: path, library) }
      switch signal {
      case 0: clean += 1
      case SIGSEGV, SIGABRT, SIGBUS, SIGFPE: fallen += 1
      default: Issue.record("signal \(signal)")
      }
    }
    // Else nothing was tested.
    #expect(clean > 200, "libhdf5 fell on \(fallen)")
  }

  /// What ended a process that read a file; 0 when it came to its end.
  private static func signal(reading path: String, _ library: HDF5Library) -> Int32 {
    typealias Fork = @convention(c) () -> pid_t
    guard let symbol = dlsym(nil, "fork") else { return SIGSYS }
    // In the child there is this thread alone, and the library is its own.
    let child = unsafeBitCast(symbol, to: Fork.self)()
    if child == 0 {
      for number in [SIGSEGV, SIGABRT, SIGBUS, SIGFPE, SIGILL, SIGTRAP] { Glibc.signal(number, SIG_DFL) }
      // Hanging and huge allocations end it, too.
      alarm(20)
      var limit = rlimit(rlim_cur: 4 << 30, rlim_max: 4 << 30)
      setrlimit(__rlimit_resource_t(RLIMIT_AS.rawValue), &limit)
      if !readAll(path, library) { kill(getpid(), SIGUSR1) }
      _exit(0)
    }
    var status: Int32 = 0
    while waitpid(child, &status, 0) < 0, errno == EINTR {}
    return status & 0x7f
  }

  /// Whether all that can be read takes no more memory than the file accounts for.
  private static func readAll(_ path: String, _ library: HDF5Library) -> Bool {
    guard let datasets = try? HDF5File.datasets(in: path, library),
      let size = try? FileBytes.size(of: path)
    else { return true }
    return datasets.allSatisfy { dataset in
      guard let element = dataset.element,
        let bytes = try? HDF5File.bytes(of: dataset, element, in: path, size: size, library)
      else { return true }
      return bytes.count <= size * 1032
    }
  }
}
