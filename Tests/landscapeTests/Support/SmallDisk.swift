import TestSupport

/// A disk of a few kilobytes, which a process gets to itself where the system lets it.
enum SmallDisk {
  /// Runs a shell script that may mount.
  private static func spawn(
    _ script: String, in folder: TemporaryFolder
  ) throws -> RunningProgram.Ending {
    try RunningProgram("/usr/bin/unshare", ["--map-root-user", "--mount", "sh", "-c", script], in: folder)
      .wait()
  }

  static var isPossible: Bool {
    (try? spawn("mount -t tmpfs -o size=64k none .", in: TemporaryFolder()).status) == 0
  }

  /// Mounts a disk on the folder `disk`, runs `landscape`, and lists what the disk then holds.
  ///
  /// - Parameter isFull: whether a file `other` takes all of the disk before.
  static func run(
    _ line: String, kilobytes: Int, isFull: Bool, in bench: Workbench
  ) throws -> (ending: RunningProgram.Ending, names: [Substring]) {
    try bench.folder.makeFolder("disk")
    let script = """
      mount -t tmpfs -o size=\(kilobytes)k none disk
      \(isFull ? "head -c 100000000 /dev/zero 2>/dev/null >disk/other" : "")
      \(try Workbench.executable) \(line); status=$?
      ls -A disk >names
      exit $status
      """
    let ending = try spawn(script, in: bench.folder)
    let names = String(decoding: try bench.bytes("names"), as: UTF8.self)
    return (ending, names.split(separator: "\n"))
  }
}
