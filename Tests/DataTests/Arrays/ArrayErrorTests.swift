import Data
import Formats
import Networks
import Storage
import TestSupport
import Testing

/// Arrays that do not fit, each with what the user is told.
@Suite struct ArrayErrorTests {
  private let folder: TemporaryFolder

  init() throws { folder = try TemporaryFolder() }

  /// Expects that arrays are refused for a reason that has all the words in it.
  private func refuse(
    _ arrays: [(name: String, array: [UInt8])], for graph: Graph, loss: LossFunction? = nil,
    _ words: String...,
    at location: SourceLocation = #_sourceLocation
  ) throws {
    let path = try folder.file("data.npz", NumPyArchive.file(arrays))
    try refuse(path, for: graph, loss: loss, words, at: location)
  }

  private func refuse(
    _ path: String, for graph: Graph, loss: LossFunction? = nil, _ words: [String],
    at location: SourceLocation = #_sourceLocation
  ) throws {
    let data = DatasetDescription(ArrayData(path: path, for: NetworkInterface(graph), loss: loss))
    do throws(DatasetError) {
      _ = try data.load(.train)
      Issue.record("not refused", sourceLocation: location)
    } catch {
      guard case .array(path, let reason) = error else {
        Issue.record("\(error)", sourceLocation: location)
        return
      }
      for word in words { #expect(reason.contains(word), "\(reason)", sourceLocation: location) }
    }
  }

  private let x = ("x", SmallNetworks.floats([1, 2, 3, 4, 5, 6, 7, 8], 2, 4))

  @Test func `arrays that are missing or too many`() throws {
    let graph = try SmallNetworks.perceptron(outputs: 3)
    let y = ("y", SmallNetworks.integers([0, 1], 2))
    try refuse([("inputs", x.1), y], for: graph, "no array x", "inputs, y", "numpy.savez")
    try refuse([x, ("x1", x.1), y], for: graph, "x1", "one array")
    try refuse([x], for: graph, "no array y", "[n]", "[n, 3]")
    try refuse([x, y], for: SmallNetworks.pair(), "no array x1", "side")
    try refuse([], for: graph, "no array x", "nothing")
  }

  @Test func `counts and shapes that differ`() throws {
    let graph = try SmallNetworks.perceptron(outputs: 3)
    try refuse([x, ("y", SmallNetworks.integers([0, 1, 2], 3))], for: graph, "x has 2 samples", "y has 3")
    try refuse([("x", SmallNetworks.floats([1, 2], 1, 2))], for: graph, "[n, 2]", "[n, 4]")
    try refuse([x, ("y", SmallNetworks.integers([0, 1, 2, 0], 2, 2))], for: graph, "[n, 2]", "[n]")
    try refuse([x, ("y", SmallNetworks.doubles([0.5, 1.5], 2))], for: graph, "[n]", "[n, 3]", "integers")
    let images = SmallNetworks.floats(Array(repeating: 0, count: 30), 1, 5, 2, 3)
    var b = GraphBuilder(input: SampleShape(channels: 3, height: 5, width: 2))
    _ = b.add("flat", .flatten, b.input)
    try refuse([("x", images)], for: b.graph(), "[n, 5, 2, 3]", "[n, 3, 5, 2]", "transpose(0, 3, 1, 2)")
    try refuse([x, ("y", SmallNetworks.integers([1]))], for: graph, "y is a single number")
  }

  @Test func `numbers that are none`() throws {
    let graph = try SmallNetworks.perceptron(outputs: 1)
    let bad: [Float] = [1, 2, 3, 4, 5, .nan, 7, 8]
    try refuse(
      [("x", SmallNetworks.floats(bad, 2, 4)), ("y", SmallNetworks.doubles([1, 2], 2))], for: graph,
      "x holds", "nan", "sample 1")
    // Beyond single precision.
    let far = SmallNetworks.doubles([1, 2, 3, 1e300], 1, 4)
    try refuse([("x", far), ("y", SmallNetworks.doubles([1], 1))], for: graph, "inf", "sample 0")
    let y = ("y", SmallNetworks.doubles([1, .infinity], 2))
    try refuse([x, y], for: graph, "y holds", "inf", "sample 1")
    let share = ("y", SmallNetworks.doubles([0.5, 1.5], 2))
    try refuse([x, share], for: graph, loss: .binaryCrossEntropy, "1.5", "0 to 1")
  }

  @Test func `labels that are no classes of the network`() throws {
    let graph = try SmallNetworks.perceptron(outputs: 3)
    try refuse([x, ("y", SmallNetworks.integers([1, 7], 2))], for: graph, "largest label is 7", "3 outputs")
    try refuse([x, ("y", SmallNetworks.integers([1, 3], 2))], for: graph, "is 3", "labels begin at 0")
    try refuse([x, ("y", SmallNetworks.integers([1, -1], 2))], for: graph, "smallest label is -1")
    try refuse([x, ("y", SmallNetworks.integers([1, -100], 2))], for: graph, "-100")
    try refuse(
      [x, ("y", SmallNetworks.doubles([1, 1.5], 2))], for: graph, loss: .crossEntropy, "1.5", "whole numbers")
    let one = try SmallNetworks.perceptron(outputs: 1)
    try refuse(
      [x, ("y", SmallNetworks.integers([1, 0], 2))], for: one, "1 output", "--loss binary-cross-entropy")
    let pixels = SmallNetworks.floats(Array(repeating: 0, count: 8), 1, 2, 2, 2)
    let none = SmallNetworks.integers([-100, -100, -100, -100], 1, 2, 2)
    try refuse([("x", pixels), ("y", none)], for: SmallNetworks.segmentation(), "sample 0 has no label")
  }

  @Test func `tokens that are none`() throws {
    let graph = try UntrainedNetwork.graph()
    try refuse([("x", SmallNetworks.integers([0, 1, 2, 3, 4, 11], 1, 6))], for: graph, "index 11", "11 rows")
    try refuse([("x", SmallNetworks.doubles([0, 1, 2, 3, 4, 0.5], 1, 6))], for: graph, "0.5", "integers")
    try refuse([("x", SmallNetworks.integers([0, 1, 2], 3))], for: graph, "3 tokens", "6")
    try refuse(try folder.file("odd.bin", [1, 0, 2]), for: graph, ["3 bytes"])
    try refuse(try folder.file("t.bin", [1, 0]), for: SmallNetworks.classifier(), ["takes numbers"])
  }

  @Test func `files that are no arrays`() throws {
    let graph = try SmallNetworks.perceptron(outputs: 3)
    try refuse(try folder.file("text.dat", Array("nothing known".utf8)), for: graph, [".npz"])
    try refuse(try folder.file("images", [0, 0, 8, 3, 0, 0, 0, 0, 0, 0]), for: graph, ["comma"])
    try folder.makeFolder("empty")
    try refuse(folder.file("empty"), for: graph, ["x.npy"])
    func load(_ path: String) throws(DatasetError) {
      _ = try DatasetDescription(ArrayData(path: path, for: NetworkInterface(graph))).load(.train)
    }
    let nothing = try folder.file("nothing.npz", [])
    #expect(throws: DatasetError.empty(path: nothing)) { try load(nothing) }
    let missing = folder.file("missing.npz")
    #expect(throws: DatasetError.file(.missing(path: missing))) { try load(missing) }
    let none = try folder.file(
      "none.npz",
      NumPyArchive.file([("x", SmallNetworks.floats([], 0, 4)), ("y", SmallNetworks.integers([], 0))]))
    #expect(throws: DatasetError.empty(path: none)) { try load(none) }
  }

  @Test func `no split for testing, and no columns`() throws {
    let graph = try SmallNetworks.perceptron(outputs: 3)
    let path = try folder.file(
      "data.npz", NumPyArchive.file([x, ("y", SmallNetworks.integers([1, 0], 2))]))
    let data = ArrayData(path: path, for: NetworkInterface(graph))
    #expect(throws: DatasetError.self) { try DatasetDescription(data).load(.test) }
    let column = ArrayData(path: path, column: "a", for: NetworkInterface(graph))
    #expect(throws: DatasetError.self) { try DatasetDescription(column).load(.train) }
  }
}
