import Glibc
import Storage

/// The work of a process that reads one file for another one, which goes on when libhdf5 falls.
package enum HDF5Service {
  /// What memory a file may take: this, and so many times its size.
  static let memory = (base: 1 << 30, factor: 4)
  /// Seconds of work.
  private static let seconds: UInt = 60

  /// Reads a file and writes all that is in it to standard output, as `HDF5Answer` says.
  ///
  /// The process gets limits of memory and time first, and leaves no picture of its memory behind.
  ///
  /// - Returns: the exit status.
  package static func run(path: String) -> Int32 {
    let size = (try? FileBytes.size(of: path)) ?? 0
    limit(fileSize: size)
    do throws(FormatError) {
      let file = try HDF5File(inProcess: path)
      guard write(.listing(file.datasets.map(\.entry))) else { return 1 }
      for dataset in file.datasets where dataset.element != nil {
        guard writeContent(of: dataset, in: file) else { return 1 }
      }
      return 0
    } catch {
      return write(.problem(.init(error))) ? 0 : 1
    }
  }

  private static func writeContent(of dataset: HDF5File.Dataset, in file: HDF5File) -> Bool {
    do throws(FormatError) {
      let tensor = try file.tensor(dataset.path)
      let bytes = tensor.storage.bytes
      return write(.bytes(bytes.count)) && bytes.withUnsafeBytes { put($0) }
    } catch {
      return write(.problem(.init(error)))
    }
  }

  private static func limit(fileSize: Int) {
    let pages = (try? FileBytes.read("/proc/self/statm", limit: 4096)) ?? []
    let first = String(decoding: pages.prefix { $0 != 0x20 }, as: UTF8.self)
    let used = (Int(first) ?? 0) * sysconf(Int32(_SC_PAGESIZE))
    let most = fileSize.multipliedReportingOverflow(by: memory.factor)
    let room = most.overflow ? Int.max / 2 : min(most.partialValue, Int.max / 2)
    set(RLIMIT_AS, UInt(used + memory.base + room))
    set(RLIMIT_CPU, seconds)
    set(RLIMIT_CORE, 0)
  }

  private static func set(_ resource: __rlimit_resource, _ value: UInt) {
    var limit = rlimit(rlim_cur: value, rlim_max: value)
    setrlimit(__rlimit_resource_t(resource.rawValue), &limit)
  }

  private static func write(_ answer: HDF5Answer) -> Bool {
    let text = Array(JSONText.encode(answer).utf8)
    let length = withUnsafeBytes(of: UInt64(text.count).littleEndian) { Array($0) }
    return (length + text).withUnsafeBytes { put($0) }
  }

  private static func put(_ bytes: UnsafeRawBufferPointer) -> Bool {
    var done = 0
    while done < bytes.count, let start = bytes.baseAddress {
      let count = Glibc.write(STDOUT_FILENO, start + done, bytes.count - done)
      if count < 0, errno == EINTR { continue }
      guard count > 0 else { return false }
      done += count
    }
    return true
  }
}
