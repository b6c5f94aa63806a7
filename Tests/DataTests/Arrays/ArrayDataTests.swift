import Data
import Formats
import FoundationEssentials
import Networks
import Storage
import TestSupport
import Testing

/// What is made of arrays that fit.
@Suite struct ArrayDataTests {
  private let folder: TemporaryFolder

  init() throws { folder = try TemporaryFolder() }

  private func load(
    _ path: String, for graph: Graph, loss: LossFunction? = nil, column: String? = nil,
    _ split: Split = .train
  ) throws -> Samples {
    let data = ArrayData(path: path, column: column, for: NetworkInterface(graph), loss: loss)
    return try DatasetDescription(data).load(split)
  }

  private func archive(_ arrays: (name: String, array: [UInt8])...) throws -> String {
    try folder.file("data.npz", NumPyArchive.file(arrays))
  }

  private func indices(_ samples: Samples) -> [Int32]? {
    guard case .indices(let indices) = samples.values else { return nil }
    return indices
  }

  private func floats(_ samples: Samples) -> [Float]? {
    guard case .floats(let floats) = samples.values else { return nil }
    return floats
  }

  // MARK: Images

  @Test func `an archive that numpy wrote, in Fortran's order and compressed`() throws {
    let fixtures = URL(filePath: #filePath).deletingLastPathComponent().deletingLastPathComponent()
    let path = fixtures.appending(path: "Fixtures/images.npz").path
    let samples = try load(path, for: SmallNetworks.classifier())
    #expect(samples.count == 3 && samples.shape == SampleShape(channels: 2, height: 2, width: 2))
    #expect(floats(samples) == (0..<24).map { Float($0) / 8 - 1 })
    #expect(samples.labels == [2, 0, 1] && samples.classes == 3 && samples.positions == 1)
    #expect(try samples.fit(SmallNetworks.classifier(), for: .crossEntropy))
  }

  @Test func `the same samples from all formats`() throws {
    let graph = try SmallNetworks.perceptron(outputs: 3)
    let x: [Float] = [1, 2, 3, 4, -5, 6, 7, 8.5]
    let arrays = (x: SmallNetworks.floats(x, 2, 4), y: SmallNetworks.integers([2, 1], 2))
    var file = TensorFile()
    file.add("x", shape: [2, 4], x)
    file.add("y", shape: [2], [2, 1] as [Float])
    try file.write(to: folder.file("data.safetensors"))
    _ = try folder.file("x.npy", arrays.x)
    _ = try folder.file("y.npy", arrays.y)
    _ = try folder.file("data.csv", Array("a,b,c,d,class\n1,2,3,4,2\n-5,6,7,8.5,1\n".utf8))
    let all = [
      try archive(("x", arrays.x), ("y", arrays.y)), folder.file("data.safetensors"), folder.file("x.npy"),
      "\(folder.file("x.npy")),\(folder.file("y.npy"))", folder.path, folder.file("data.csv"),
    ]
    let samples = try all.map { try load($0, for: graph) }
    #expect(Set(samples.map(\.digest)).count == 1)
    #expect(floats(samples[0]) == x && samples[0].labels == [2, 1] && samples[0].classes == 3)
  }

  @Test func `bytes stay pixels`() throws {
    let images: [UInt8] =
      [0, 0, 8, 4, 0, 0, 0, 2, 0, 0, 0, 2, 0, 0, 0, 2, 0, 0, 0, 2] + (0..<16).map { $0 * 16 }
    let paths = [
      try folder.file("images", images), try folder.file("labels", [0, 0, 8, 1, 0, 0, 0, 2, 1, 2]),
    ]
    let samples = try load(paths.joined(separator: ","), for: SmallNetworks.classifier())
    guard case .bytes(let bytes) = samples.values else {
      Issue.record("no bytes")
      return
    }
    #expect(bytes == (0..<16).map { $0 * 16 } && samples.labels == [1, 2])
  }

  @Test func `labels for each pixel, some of them ignored`() throws {
    let path = try archive(
      ("x", SmallNetworks.floats(Array(repeating: 0.5, count: 16), 2, 2, 2, 2)),
      ("y", SmallNetworks.integers([0, 1, 2, -100, -100, -100, 0, 2], 2, 2, 2)))
    let graph = try SmallNetworks.segmentation()
    let samples = try load(path, for: graph)
    #expect(samples.labels == [0, 1, 2, -100, -100, -100, 0, 2] && samples.positions == 4)
    #expect(samples.count == 2 && samples.fit(graph, for: .crossEntropy))
  }

  @Test func `an archive may have both splits`() throws {
    let x = SmallNetworks.floats([1, 2, 3, 4], 1, 4)
    let path = try archive(
      ("x_train", x), ("y_train", SmallNetworks.integers([0], 1)), ("x_test", x),
      ("y_test", SmallNetworks.integers([1], 1)))
    let graph = try SmallNetworks.perceptron(outputs: 2)
    #expect(try load(path, for: graph, .train).labels == [0])
    #expect(try load(path, for: graph, .test).labels == [1])
  }

  // MARK: Numbers

  @Test func `several numbers for each sample`() throws {
    let graph = try SmallNetworks.perceptron(outputs: 2)
    let path = try archive(
      ("x", SmallNetworks.floats([1, 2, 3, 4, 5, 6, 7, 8], 2, 4)),
      ("y", SmallNetworks.doubles([0.5, -1, 2, 1e-3], 2, 2)))
    let samples = try load(path, for: graph)
    guard case .numbers(let numbers, let width) = samples.targets else {
      Issue.record("no numbers")
      return
    }
    #expect(numbers == [0.5, -1, 2, 1e-3] && width == 2 && samples.count == 2 && samples.outputs == 2)
    #expect(samples.fit(graph, for: .meanSquaredError) && !samples.fit(graph, for: .crossEntropy))
  }

  @Test func `the loss decides what integers of one output are`() throws {
    let graph = try SmallNetworks.perceptron(outputs: 1)
    let path = try archive(
      ("x", SmallNetworks.floats([1, 2, 3, 4, 5, 6, 7, 8], 2, 4)), ("y", SmallNetworks.integers([0, 1], 2)))
    let labels = try load(path, for: graph, loss: .binaryCrossEntropy)
    #expect(labels.labels == [0, 1] && labels.classes == 2 && labels.fit(graph, for: .binaryCrossEntropy))
    let numbers = try load(path, for: graph, loss: .meanSquaredError)
    #expect(!numbers.hasClasses && numbers.fit(graph, for: .meanSquaredError))
  }

  @Test func `a column of a table can be named, and words are classes`() throws {
    let path = try folder.file("t.csv", Array("a,kind,b,c,d\n1,red,2,3,4\n5,blue,6,7,8\n".utf8))
    let samples = try load(path, for: SmallNetworks.perceptron(outputs: 2), column: "kind")
    #expect(floats(samples) == [1, 2, 3, 4, 5, 6, 7, 8] && samples.labels == [1, 0])
  }

  @Test func `further inputs are columns of their own`() throws {
    let graph = try SmallNetworks.pair()
    let path = try archive(
      ("x", SmallNetworks.floats([1, 2, 3, 4], 1, 4)), ("x1", SmallNetworks.floats([5, 6], 1, 2)),
      ("y", SmallNetworks.integers([1], 1)))
    let samples = try load(path, for: graph)
    #expect(samples.others.count == 1 && samples.fit(graph, for: .crossEntropy))
  }

  // MARK: Tokens

  @Test func `labels of a language model are its inputs, shifted by one`() throws {
    let graph = try UntrainedNetwork.graph()
    let path = try archive(("x", SmallNetworks.integers([1, 2, 3, 4, 5, 6, 10, 9, 8, 7, 6, 5], 2, 6)))
    let samples = try load(path, for: graph)
    #expect(indices(samples) == [1, 2, 3, 4, 5, 6, 10, 9, 8, 7, 6, 5])
    #expect(samples.labels == [2, 3, 4, 5, 6, -100, 9, 8, 7, 6, 5, -100])
    #expect(samples.fit(graph, for: .crossEntropy))
  }

  @Test func `labels of positions are used as they are`() throws {
    let path = try archive(
      ("x", SmallNetworks.integers([1, 2, 3, 4, 5, 6], 1, 6)),
      ("y", SmallNetworks.integers([6, -100, 4, 3, 2, 1], 1, 6)))
    #expect(try load(path, for: UntrainedNetwork.graph()).labels == [6, -100, 4, 3, 2, 1])
  }

  @Test func `a stream of tokens is cut into samples, of 16 bits or 32`() throws {
    let graph = try UntrainedNetwork.graph()
    let tokens = (0..<14).map { UInt8($0 % 11) }
    let short: [UInt8] = tokens.flatMap { [$0, 0] }
    let long: [UInt8] = tokens.flatMap { [$0, 0, 0, 0] }
    let paths = [
      try folder.file("short.bin", short), try folder.file("long.bin", long),
      try folder.file("tokens.npy", SmallNetworks.integers(tokens.map { Int64($0) }, 14)),
    ]
    let samples = try paths.map { try load($0, for: graph) }
    #expect(Set(samples.map(\.digest)).count == 1)
    #expect(samples[0].count == 2 && indices(samples[0]) == (0..<12).map { Int32($0 % 11) })
    #expect(samples[0].labels[5] == -100 && samples[0].labels[6] == 7)
  }

  // MARK: Description

  @Test func `a description survives its JSON text, and files move`() throws {
    let data = ArrayData(
      path: "a/x.npy,a/y.npy", for: NetworkInterface(try UntrainedNetwork.graph()), loss: .crossEntropy,
      normalization: InputNormalization(parsing: "imagenet"))
    let description = DatasetDescription(data)
    let text = JSONText.encode(description)
    let read: DatasetDescription = try JSONText.decode(text, path: "a", what: "data")
    #expect(read == description && description.title == "x.npy" && description.isConsistent)
    guard case .arrays(let moved) = description.relocated(to: "/b").source else {
      Issue.record("no arrays")
      return
    }
    #expect(moved.path == "/b/x.npy,/b/y.npy")
  }
}
