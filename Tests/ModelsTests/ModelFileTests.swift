import Data
import Models
import Networks
import Storage
import TestSupport
import Testing

@Suite struct ModelFileTests {
  private let folder: TemporaryFolder

  init() throws { folder = try TemporaryFolder() }

  private func model(_ task: PredictionTask? = nil) throws -> Model {
    let isRegression = task?.isRegression ?? false
    let graph = try Architecture(name: "mlp", widths: [3]).graph(
      input: SampleShape(channels: 2), classes: isRegression ? 1 : 2)
    return Model(
      graph: graph, parameters: Initialization.parameters(of: graph, seed: 1),
      preprocessing: PixelNormalization(
        mean: [0.5, -1], deviation: [2, 0.25],
        target: isRegression ? TargetStandardization(mean: 4, deviation: 3) : nil),
      task: task ?? PredictionTask(.classes(names: ["a", "b"]), loss: .crossEntropy), name: "mlp",
      source: ModelSource(program: "test 1", command: "test --all", fileName: "first.pt"))
  }

  @Test(arguments: [
    PredictionTask(.classes(names: ["left", "right"]), loss: .crossEntropy),
    PredictionTask(.classes(names: []), loss: .meanSquaredError),
    PredictionTask(.number(column: "price"), loss: .meanAbsoluteError),
    PredictionTask(.number(column: nil), loss: .meanSquaredError),
  ])
  func `what is written is read again`(task: PredictionTask) throws {
    let model = try model(task)
    let path = folder.file("m.model")
    try model.write(to: path)
    let read = try Model.read(path)
    #expect(read.graph == model.graph)
    #expect(read.parameters == model.parameters)
    #expect(read.preprocessing == model.preprocessing)
    #expect(read.task == task)
    #expect(read.name == model.name)
    #expect(read.source == model.source)
    #expect(read.digest == model.digest)
    try read.write(to: folder.file("again.model"))
    #expect(try content(folder.file("again.model")) == content(path))
  }

  /// Surfaces and pictures hold this digest: it never changes.
  @Test func `the digest is that of graph, normalization and parameters`() throws {
    var model = try model()
    let digest = model.digest
    var hasher = Digest.Hasher()
    hasher.update(JSONText.encode(model.graph))
    hasher.update(JSONText.encode(model.preprocessing))
    model.parameters.withUnsafeBytes { hasher.update($0) }
    #expect(hasher.finish() == digest)
    model.source = ModelSource(program: "other")
    #expect(model.digest == digest)
    model.parameters[3] += 1
    #expect(model.digest != digest)
  }

  @Test func `a block with a number that is not finite is damaged`() throws {
    var model = try model()
    #expect(model.damagedBlock == nil)
    model.parameters[model.parameters.count - 1] = .infinity
    #expect(model.damagedBlock?.name == "fc2.bias")
  }

  @Test func `a model accepts samples of its shape and its kind of target`() throws {
    let classifier = try model()
    let regression = try model(PredictionTask(.number(column: nil), loss: .meanSquaredError))
    func samples(_ channels: Int, _ targets: Samples.Targets) -> Samples {
      Samples(
        shape: SampleShape(channels: channels), values: .floats(Array(repeating: 0, count: channels)),
        targets: targets)
    }
    #expect(classifier.accepts(samples(2, .labels([1], classes: 2))))
    #expect(!classifier.accepts(samples(3, .labels([1], classes: 2))))
    #expect(!classifier.accepts(samples(2, .labels([1], classes: 3))))
    #expect(!classifier.accepts(samples(2, .numbers([1]))))
    #expect(regression.accepts(samples(2, .numbers([1]))))
  }

  @Test func `an open task is closed by the samples, and no other`() throws {
    let numbers = Samples(
      shape: SampleShape(channels: 2), values: .floats([0, 0]), targets: .numbers([1, 2], width: 2))
    let labels = Samples(shape: SampleShape(channels: 2), classes: 2, values: .floats([0, 0]), labels: [1])
    let closed = try model()
    #expect(closed.measured(on: numbers, loss: .meanSquaredError).task == closed.task)
    let open = try model(PredictionTask(.classes(names: []), loss: .crossEntropy))
    #expect(open.measured(on: numbers).task == PredictionTask(.number(column: nil), loss: .meanSquaredError))
    #expect(open.measured(on: numbers).accepts(numbers))
    #expect(
      open.measured(on: labels, classNames: ["a", "b"], loss: .binaryCrossEntropy).task
        == PredictionTask(.classes(names: ["a", "b"]), loss: .binaryCrossEntropy))
  }

  @Test(arguments: [
    ("task", #"{"loss":"cross-entropy","target":{"number":{}}}"#, "normalization"),
    ("task", #"{"loss":"cross-entropy","target":{"classes":{"names":["a","b","c"]}}}"#, "output"),
    ("task", #"{"loss":"of another kind"}"#, "task"),
    ("normalization", #"{"deviation":[1],"mean":[0]}"#, "normalization"),
    ("normalization", #"{"deviation":[1,0],"mean":[0,0]}"#, "normalization"),
    ("source", "{}", "source"),
  ])
  func `parts that do not fit one another are damage`(key: String, text: String, word: String) throws {
    let path = folder.file("m.model")
    try model().write(to: path)
    var file = try TensorFile.read(path)
    file.metadata[key] = text
    #expect {
      try Model(file, path: "a")
    } throws: { error in
      guard case .corrupt("a", let reason)? = error as? StorageError else { return false }
      return reason.contains(word)
    }
  }

  @Test(arguments: ["graph", "normalization", "task", "name", "source"])
  func `no part can be left out`(key: String) throws {
    let path = folder.file("m.model")
    try model().write(to: path)
    var file = try TensorFile.read(path)
    file.metadata[key] = nil
    #expect(throws: StorageError.corrupt(path: "a", reason: "it has no \(key)")) {
      try Model(file, path: "a")
    }
  }

  @Test(arguments: ["graph", "normalization", "task", "source"])
  func `no change of the metadata traps, and damage is told as such`(key: String) throws {
    let path = folder.file("m.model")
    try model().write(to: path)
    let file = try TensorFile.read(path)
    for mutation in try JSONValue(try #require(file.metadata[key])).mutations {
      var changed = file
      changed.metadata[key] = try mutation.text
      do throws(StorageError) {
        let model = try Model(changed, path: "hostile")
        _ = (model.digest, model.damagedBlock, model.graph.multiplyAdds)
        try model.write(to: folder.file("again.model"))
      } catch {
        switch error {
        case .corrupt("hostile", _), .missingTensor, .wrongTensor: break
        default: Issue.record("\(error)")
        }
      }
    }
  }

  @Test func `another file is foreign`() throws {
    let path = folder.file("other")
    try TensorFile(metadata: ["format": "landscape-surface-1"]).write(to: path)
    #expect(throws: StorageError.foreign(path: path, expected: "model")) { try Model.read(path) }
  }
}
