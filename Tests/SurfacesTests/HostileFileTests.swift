import Storage
import Surfaces
import TestSupport
import Testing

/// Surfaces and trajectories that anyone may have written.
///
/// What traps ends the tests.
struct HostileFileTests {
  private let folder: TemporaryFolder

  init() throws { folder = try TemporaryFolder() }

  private func surface() throws -> Surface {
    Surface(
      x: try Axis(parsing: "-0.1:0.3:3"), y: try Axis(parsing: "-1:1:2"),
      loss: [0.1, .nan, 1, .infinity, 0, 2],
      accuracy: [0.9, .nan, 0.5, 0.1, 1, 0], provenance: .example)
  }

  /// The surface's file with other coordinates.
  private func file(x: [Double], y: [Double]) throws -> TensorFile {
    let path = folder.file("a")
    let surface = try surface()
    try surface.write(to: path)
    var file = TensorFile(metadata: try TensorFile.read(path).metadata)
    file.add("x", shape: [x.count], x)
    file.add("y", shape: [y.count], y)
    file.add("loss", shape: [2, 3], surface.loss)
    file.add("accuracy", shape: [2, 3], surface.accuracy)
    try file.write(to: path)
    return try TensorFile.read(path)
  }

  @Test func `no change of the description traps`() throws {
    let file = try file(x: surface().x.values, y: [-1, 1])
    let value = try JSONValue(try #require(file.metadata["surface"]))
    var read = 0
    for mutation in value.mutations {
      var changed = file
      changed.metadata["surface"] = try mutation.text
      guard let found = try? Surface(changed, path: "a") else { continue }
      _ = (found.missing, found.diverged, found.centreIndex, found.row(1), found.coordinates(of: 5))
      _ = (found.provenance.selfCheck?.passes, found.provenance.differences(from: .example))
      try found.write(to: folder.file("again"))
      read += 1
    }
    #expect(read > 0 && read < value.mutations.count)
  }

  @Test func `axes of which nothing is known are refused`() throws {
    var surface = try surface()
    surface.provenance.directions = [.seed(number: 1)]
    try surface.write(to: folder.file("a"))
    #expect(
      throws: StorageError.corrupt(
        path: folder.file("a"), reason: "it does not say what each of its axes runs along")
    ) { try Surface.read(folder.file("a")) }
  }

  /// The description of grids that are no planes.
  @Test func `no change of a general description traps`() throws {
    let path = folder.file("g")
    var read = 0
    let axes = try ["0:1:2", "-1:1:3", "0:2:2"].map { try Axis(parsing: $0) }
    for grid in [Grid.axes(axes), .points([[0, 1, 2], [3, 4, 5]], dimensions: 3)] {
      var surface = Surface(grid: grid, provenance: .example)
      surface.landmarks = [Landmark(name: "a", coordinates: [0, 0, 0], values: ["loss": 1])]
      try surface.write(to: path)
      let file = try TensorFile.read(path)
      for key in ["surface", "landmarks", "format"] {
        let text = try #require(file.metadata[key])
        for mutation in key == "format" ? [] : try JSONValue(text).mutations {
          var changed = file
          changed.metadata[key] = try mutation.text
          guard let found = try? Surface(changed, path: path) else { continue }
          _ = (found.missing, found.diverged, found.centreIndex, found.grid.coordinates(of: found.count - 1))
          read += 1
        }
      }
    }
    #expect(read > 0)
  }

  @Test(
    arguments: [
      ([-0.1, .nan, 0.3], [-1, 1], "x"), ([-0.1, 0.3, 0.1], [-1, 1], "x"),
      ([-0.1, 0.1001, 0.3], [-1, 1], "x"),
      ([-0.1, 0.1, 0.3], [-1, .infinity], "y"), ([-0.1, 0.1, 0.3], [1, -1], "y"),
    ] as [([Double], [Double], String)])
  func `coordinates that contradict their axis are refused`(x: [Double], y: [Double], name: String) throws {
    let file = try file(x: x, y: y)
    #expect(
      throws: StorageError.corrupt(path: "a", reason: "its coordinates \(name) are not those of its axis")
    ) { try Surface(file, path: "a") }
  }

  @Test func `coordinates that another way of rounding made are read`() throws {
    let x = try surface().x.values.map { $0.nextUp }
    #expect(try Surface(file(x: x, y: [-1, 1]), path: "a") == surface())
  }

  @Test(arguments: [1 << 62, 1 << 50, 1 << 41]) func `a trajectory of nothing with countless parameters`(
    count: Int
  ) throws {
    let path = folder.file("t")
    let header =
      #"{"__metadata__":{"format":"landscape-trajectory-1","model":"mlp","run":"00"},"#
      + #""epochs":{"dtype":"F64","shape":[0],"data_offsets":[0,0]},"#
      + #""parameters":{"dtype":"F32","shape":[0,\#(count)],"data_offsets":[0,0]}}"#
    let bytes = Array(header.utf8)
    _ = try folder.file("t", withUnsafeBytes(of: UInt64(bytes.count).littleEndian, Array.init) + bytes)
    #expect(throws: StorageError.self) { try Trajectory.read(path) }
  }
}
