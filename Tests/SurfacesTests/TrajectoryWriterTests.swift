import Storage
import Surfaces
import TestSupport
import Testing

@Suite struct TrajectoryWriterTests {
  private let folder: TemporaryFolder
  private var path: String { folder.file("run.trajectory") }

  init() throws { folder = try TemporaryFolder() }

  /// Chunks of two moments of three parameters.
  private func writer(run: UInt8 = 1) -> TrajectoryWriter {
    TrajectoryWriter(path, model: "m", parameterCount: 3, run: Digest(of: [run]), chunkBytes: 24)
  }

  private func vector(_ moment: Int) -> [Float] { [Float(moment), 0, 1] }

  private func write(_ moments: Range<Int>, to writer: inout TrajectoryWriter) throws {
    for moment in moments { try writer.append(epoch: Double(moment), vector(moment)) }
    try writer.write()
  }

  @Test func `chunks of any number are one trajectory`() throws {
    var writer = writer()
    try write(0..<7, to: &writer)
    #expect(
      try folder.names == ["run.trajectory", "run.trajectory.1", "run.trajectory.2", "run.trajectory.3"])
    let file = try TrajectoryFile(path)
    #expect(file.epochs == [0, 1, 2, 3, 4, 5, 6] && file.parameterCount == 3 && file.paths.count == 4)
    for moment in 0..<7 { #expect(try file.snapshot(moment) == vector(moment)) }
  }

  @Test(arguments: 0...7) func `a run that goes on writes the bytes of one that never stopped`(end: Int)
    throws
  {
    var whole = writer()
    try write(0..<9, to: &whole)
    let expected = try folder.names.map { try content(folder.file($0)) }
    var first = writer()
    try write(0..<9, to: &first)
    // Moments after the last whole epoch are void.
    var second = writer()
    try second.resume(upTo: Double(end))
    try write(end + 1..<9, to: &second)
    #expect(try folder.names.map { try content(folder.file($0)) } == expected)
  }

  @Test func `a new run leaves nothing of a longer one`() throws {
    var old = writer()
    try write(0..<9, to: &old)
    var new = writer(run: 2)
    try write(0..<3, to: &new)
    #expect(try TrajectoryFile(path).epochs == [0, 1, 2])
    #expect(try folder.names == ["run.trajectory", "run.trajectory.1"])
  }

  @Test func `a damaged chunk is told of`() throws {
    var writer = writer()
    try write(0..<4, to: &writer)
    let chunk = TrajectoryFile.path(path, chunk: 1)
    _ = try folder.file("run.trajectory.1", Array(try content(chunk).dropLast()))
    #expect(throws: StorageError.self) { try TrajectoryFile(path) }
  }

  @Test func `another file is no trajectory`() throws {
    try TensorFile(metadata: ["format": "x"]).write(to: path)
    #expect(throws: StorageError.foreign(path: path, expected: "trajectory")) { try TrajectoryFile(path) }
  }
}
