import Storage
import Surfaces
import TestSupport
import Testing

struct SurfaceFileTests {
  private let folder: TemporaryFolder

  init() throws { folder = try TemporaryFolder() }

  /// Two rows of three points: a missing one, a diverged one, and numbers that decimals cannot express.
  private func plane() throws -> Surface {
    Surface(
      x: try Axis(parsing: "-0.1:0.3:3"), y: try Axis(parsing: "-1:1:2"),
      loss: [0.1, .nan, 2.0 / 3, .infinity, 0, .leastNonzeroMagnitude],
      accuracy: [0.9, .nan, 1.0 / 3, 0.1, 1, 0], provenance: .example)
  }

  @Test func `a plane comes back to the last bit`() throws {
    try plane().write(to: folder.file("a"))
    let back = try Surface.read(folder.file("a"))
    #expect(try back == plane())
    #expect(back.missing == 1)
    #expect(back.diverged == 1)
  }

  @Test func `a line comes back as one`() throws {
    let line = Surface(
      x: try Axis(parsing: "-1:1:3"), y: nil, loss: [1, 0, 1], accuracy: [0, 1, 0], provenance: .example)
    try line.write(to: folder.file("a"))
    #expect(try Surface.read(folder.file("a")) == line)
  }

  @Test func `any field and landmarks come back with the loss`() throws {
    var surface = try plane()
    surface.set(Surface.FieldName.lossError, [0.1, .nan, 0, .infinity, 0.5, 0.25])
    surface.set("sharpness", [1, 2, 3, 4, 5, 6])
    surface.landmarks = [
      Landmark(name: "other minimum", coordinates: [0.5, -1]),
      Landmark(name: "edge", coordinates: [0.3, 1], values: ["loss": 0.25, "accuracy": .nan]),
    ]
    try surface.write(to: folder.file("a"))
    let back = try Surface.read(folder.file("a"))
    #expect(back.fields.keys.sorted() == ["accuracy", "loss", "lossError", "sharpness"])
    #expect(back["sharpness"] == [1, 2, 3, 4, 5, 6] && back.lossError?[4] == 0.5)
    #expect(back.landmarks.count == 2 && back.landmarks[0] == surface.landmarks[0])
    #expect(back.landmarks[1].values["accuracy"]?.isNaN == true)
  }

  /// As version 0.1 wrote it.
  @Test func `a file without errors of losses has none`() throws {
    try plane().write(to: folder.file("a"))
    let back = try Surface.read(folder.file("a"))
    #expect(back.lossError == nil && back["sharpness"] == nil)
    #expect(try TensorFile.read(folder.file("a")).entries.map(\.name) == ["x", "y", "loss", "accuracy"])
  }

  @Test func `grids of three axes and arbitrary points come back, in a format of their own`() throws {
    let axes = try ["-1:1:3", "0:1:2", "-2:2:5"].map { try Axis(parsing: $0) }
    let points = Grid.points([[0.5, 1, -1, 0], [0, 0, 0, 0], [1e-300, 2, 3, 4]], dimensions: 4)
    for (grid, shape) in [(Grid.axes(axes), [5, 2, 3]), (points, [3])] {
      var surface = Surface(grid: grid, provenance: .example)
      for index in 0..<surface.count { surface.loss[index] = Double(index) / 3 }
      try surface.write(to: folder.file("a"))
      let file = try TensorFile.read(folder.file("a"))
      #expect(file.metadata["format"] == "landscape-surface-2" && file.entry("loss")?.shape == shape)
      #expect(try Surface.read(folder.file("a")) == surface)
    }
  }

  @Test func `a landmark beside the surface's directions is refused`() throws {
    let path = folder.file("a")
    var surface = try plane()
    surface.landmarks = [Landmark(name: "a", coordinates: [0, 1])]
    try surface.write(to: path)
    var file = try TensorFile.read(path)
    file.metadata["landmarks"] = #"[{"name":"a","coordinates":[0],"values":{}}]"#
    #expect(
      throws: StorageError.corrupt(
        path: path, reason: "a landmark has not one coordinate for each direction")
    ) { try Surface(file, path: path) }
  }

  @Test func `the file says what it is and holds axes and values by name`() throws {
    try plane().write(to: folder.file("a"))
    let file = try TensorFile.read(folder.file("a"))
    #expect(file.metadata["format"] == "landscape-surface-1")
    #expect(try file.doubles("x", shape: [3]) == plane().x.values)
    #expect(try file.doubles("y", shape: [2]) == [-1, 1])
    #expect(try file.doubles("loss", shape: [2, 3])[2] == 2.0 / 3)
    #expect(try file.doubles("accuracy", shape: [2, 3])[4] == 1)
  }

  @Test func `the same surface gives the same bytes`() throws {
    try plane().write(to: folder.file("a"))
    try plane().write(to: folder.file("b"))
    #expect(try content(folder.file("a")) == content(folder.file("b")))
  }

  @Test func `another container is foreign`() throws {
    let path = folder.file("a")
    try Trajectory(model: "mlp", parameterCount: 2, run: Digest(of: [])).write(to: path)
    #expect(throws: StorageError.foreign(path: path, expected: "surface")) { try Surface.read(path) }
  }

  @Test func `arrays that do not fit the axes are refused`() throws {
    let path = folder.file("a")
    try plane().write(to: path)
    var file = TensorFile(metadata: try TensorFile.read(path).metadata)
    file.add("x", shape: [3], try plane().x.values)
    file.add("y", shape: [2], [-1, 1])
    file.add("loss", shape: [3, 2], try plane().loss)
    file.add("accuracy", shape: [2, 3], try plane().accuracy)
    try file.write(to: path)
    #expect(
      throws: StorageError.wrongTensor(path: path, name: "loss", expected: "F64 [2, 3]", found: "F64 [3, 2]")
    ) { try Surface.read(path) }
  }

  @Test(arguments: ["", "{}", #"{"x":{"lower":1,"upper":0,"count":3}}"#])
  func `a damaged description is refused`(text: String) throws {
    let path = folder.file("a")
    try TensorFile(metadata: ["format": Surface.format, "surface": text]).write(to: path)
    #expect(throws: StorageError.corrupt(path: path, reason: "the surface's description cannot be read")) {
      try Surface.read(path)
    }
  }

  @Test func `a surface without its values is refused`() throws {
    let path = folder.file("a")
    try plane().write(to: path)
    try TensorFile(metadata: try TensorFile.read(path).metadata).write(to: path)
    #expect(throws: StorageError.missingTensor(path: path, name: "x")) { try Surface.read(path) }
  }
}
