import Data
import Formats
import Models
import Networks
import TestSupport

/// Models that do not say what they were trained on, as those of other programs are, and data for them.
extension Workbench {
  /// Writes a model of two numbers and two classes, whose outputs are its inputs, as `net.model`.
  func writeOpenModel() throws {
    var b = GraphBuilder(input: [2])
    _ = b.add("fc", .dense(Dense(units: 2)), b.input)
    try write(try b.graph(), parameters: [1, 0, 0, 1, 0, 0], to: "net.model")
  }

  /// Writes the model of tokens as `text.model`.
  func writeLanguageModel() throws {
    let graph = try UntrainedNetwork.graph()
    try write(graph, parameters: Initialization.parameters(of: graph, seed: 1), to: "text.model")
  }

  /// Writes a model of images of 1×2×2 and two classes as `image.model`.
  func writeImageModel() throws {
    var b = GraphBuilder(input: SampleShape(channels: 1, height: 2, width: 2))
    let flat = b.add("flat", .flatten, b.input)
    _ = b.add("fc", .dense(Dense(units: 2, bias: false)), flat)
    try write(try b.graph(), parameters: [1, 0, 0, 0, 0, 0, 0, 1], to: "image.model")
  }

  /// Writes the model in the checkpoint `m.ckpt` as `m.model`.
  func writeModelOfCheckpoint() throws {
    try Model.read(folder.file("m.ckpt")).write(to: folder.file("m.model"))
  }

  private func write(_ graph: Graph, parameters: [Float], to name: String) throws {
    let model = Model(
      graph: graph, parameters: parameters, preprocessing: .identity(channels: graph.inputShape.channels),
      task: PredictionTask(.classes(names: []), loss: .crossEntropy), name: "net",
      source: ModelSource(program: "another"))
    try model.write(to: folder.file(name))
  }

  /// Writes points and labels as `data.npz`; three of four points are on the side of their label.
  func writeArrays(_ labels: [Int64] = [0, 0, 1, 0], name: String = "data.npz") throws {
    let x: [Float] = [2, 0, 3, 1, 0, 1, 0, 4]
    try write(
      NumPyArchive.file([
        ("x", NumPyArray.file(x, extents: [4, 2])), ("y", NumPyArray.file(labels, extents: [4])),
      ]), to: name)
  }
}
