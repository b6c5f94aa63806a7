import FoundationEssentials
import TestSupport
import Testing

/// A folder in which `landscape` is run as a user would run it.
final class Workbench {
  let folder: TemporaryFolder

  init() throws { folder = try TemporaryFolder() }

  /// The executable, which the build puts beside the tests.
  static var executable: String {
    get throws {
      let tests = try FileManager.default.destinationOfSymbolicLink(atPath: "/proc/self/exe")
      return URL(filePath: tests).deletingLastPathComponent().appending(path: "landscape").path
    }
  }

  // MARK: Running

  /// Starts `landscape` with the words of a line.
  func start(_ line: String) throws -> RunningProgram {
    try RunningProgram(Self.executable, line.split(separator: " ").map(String.init), in: folder)
  }

  /// Runs `landscape` with the words of a line to its end.
  func run(_ line: String) throws -> RunningProgram.Ending { try start(line).wait() }

  /// Runs `landscape` to its end with variables such as `NAME=value` in its environment.
  func run(_ line: String, environment: [String]) throws -> RunningProgram.Ending {
    try RunningProgram(
      Self.executable, line.split(separator: " ").map(String.init), in: folder, environment: environment
    ).wait()
  }

  /// Runs `landscape` and expects it to succeed.
  @discardableResult
  func succeed(
    _ line: String, at location: SourceLocation = #_sourceLocation
  ) throws -> RunningProgram.Ending {
    let ending = try run(line)
    #expect(ending.status == 0, "landscape \(line): \(ending.errors)", sourceLocation: location)
    return ending
  }

  /// Runs `landscape` and expects it to fail as a user should see it: nothing on standard output, and one line on
  /// standard error, which begins with the program's name and holds all the texts.
  func fail(
    _ line: String, _ status: ExitStatus, _ texts: String...,
    at location: SourceLocation = #_sourceLocation
  ) throws {
    try run(line).expectFailure(status, texts, of: line, at: location)
  }

  // MARK: Files

  /// A file's bytes.
  func bytes(_ name: String) throws -> [UInt8] { try content(folder.file(name)) }

  /// Writes a file.
  func write(_ bytes: [UInt8], to name: String) throws { _ = try folder.file(name, bytes) }

  /// True when the file exists.
  func has(_ name: String) -> Bool { FileManager.default.fileExists(atPath: folder.file(name)) }

  func remove(_ name: String) throws { try FileManager.default.removeItem(atPath: folder.file(name)) }

  // MARK: A trained network

  /// Trains a network of 42 parameters on 60 points, which takes no time.
  static let smallTraining =
    "train --data moons --model mlp --widths 8 --epochs 2 --train-count 60 --test-count 20 --batch-size 20"
    + " --threads 1 --quiet -o m.ckpt"

  private static let smallCheckpoint = Result<[UInt8], any Error> {
    let bench = try Workbench()
    try bench.succeed(smallTraining)
    return try bench.bytes("m.ckpt")
  }

  /// A folder with the checkpoint `m.ckpt` that `smallTraining` makes.
  static func withCheckpoint() throws -> Workbench {
    let bench = try Workbench()
    try bench.write(smallCheckpoint.get(), to: "m.ckpt")
    return bench
  }

  /// A folder with that checkpoint and its surface `m.surface` of 5×3 points.
  static func withSurface() throws -> Workbench {
    let bench = try withCheckpoint()
    try bench.succeed("probe m.ckpt --x -1:1:5 --y -1:1:3 --quiet")
    return bench
  }
}
