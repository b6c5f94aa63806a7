import Storage
import Surfaces
import TestSupport
import Testing

struct TrajectoryTests {
  private let folder: TemporaryFolder

  init() throws { folder = try TemporaryFolder() }

  private var example: Trajectory {
    var result = Trajectory(model: "mlp", parameterCount: 3, run: Digest(of: [1]))
    result.append(epoch: 0, [1, 2, 3])
    result.append(epoch: 0.5, [4, 5, .infinity])
    return result
  }

  @Test func `moments are kept in order`() {
    #expect(example.epochs == [0, 0.5])
    #expect(example.vector(0) == [1, 2, 3])
    #expect(example.vector(1) == [4, 5, .infinity])
  }

  @Test func `a repeated epoch replaces what came after it`() {
    var trajectory = example
    trajectory.append(epoch: 0.5, [7, 8, 9])
    #expect(trajectory.epochs == [0, 0.5])
    #expect(trajectory.vector(1) == [7, 8, 9])
    trajectory.append(epoch: 0, [0, 0, 0])
    #expect(trajectory.epochs == [0])
    #expect(trajectory.parameters == [0, 0, 0])
  }

  @Test func `a trajectory comes back from its file`() throws {
    try example.write(to: folder.file("a"))
    #expect(try Trajectory.read(folder.file("a")) == example)
    #expect(try TensorFile.read(folder.file("a")).metadata["format"] == "landscape-trajectory-1")
  }

  @Test func `an empty trajectory comes back too`() throws {
    let empty = Trajectory(model: "mlp", parameterCount: 3, run: Digest(of: [1]))
    try empty.write(to: folder.file("a"))
    #expect(try Trajectory.read(folder.file("a")) == empty)
  }

  @Test func `another container is foreign`() throws {
    let path = folder.file("a")
    try TensorFile(metadata: ["format": "landscape-surface-1"]).write(to: path)
    #expect(throws: StorageError.foreign(path: path, expected: "trajectory")) { try Trajectory.read(path) }
  }

  @Test(arguments: [([2, 3], [0.0]), ([1, 6], [0.0, 1]), ([2, 3], [1.0, 0]), ([6], [0.0])])
  func `moments that do not fit the parameters are refused`(shape: [Int], epochs: [Double]) throws {
    let path = folder.file("a")
    var file = TensorFile(metadata: ["format": Trajectory.format, "model": "mlp", "run": "00"])
    file.add("epochs", shape: [epochs.count], epochs)
    file.add("parameters", shape: shape, [Float](repeating: 1, count: 6))
    try file.write(to: path)
    #expect(
      throws: StorageError.corrupt(path: path, reason: "moments and parameters do not fit together")
    ) { try Trajectory.read(path) }
  }
}
