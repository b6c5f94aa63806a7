import Formats
import Foundation
import Interchange
import Models
import Networks
import Testing

/// The networks of PyTorch that `Scripts/zoo.py` exported, with what PyTorch computes for them in double precision.
enum Zoo {
  struct Entry: Decodable, CustomTestStringConvertible {
    struct Input: Decodable {
      let name: String
      let shape: [Int]
      let dtype: String
      let batchAxis: Int?
    }
    let name: String
    let task: String
    let files: [String: Int]
    let inputs: [Input]
    let output: [Int]
    let parameterCount: Int

    var testDescription: String { name }
  }

  private struct List: Decodable {
    let models: [Entry]
  }

  static let folder = URL(fileURLWithPath: #filePath).deletingLastPathComponent().appendingPathComponent(
    "Fixtures"
  ).path

  static let entries: [Entry] = {
    guard let data = FileManager.default.contents(atPath: "\(folder)/zoo.json"),
      let list = try? JSONDecoder().decode(List.self, from: data)
    else { return [] }
    return list.models
  }()

  /// A file with a network and what it shall compute.
  struct File: CustomTestStringConvertible {
    let entry: Entry
    let name: String

    var path: String { "\(folder)/\(name)" }
    var testDescription: String { name }
  }

  static let networks: [File] = entries.flatMap { entry in
    entry.files.keys.sorted().filter { $0.hasSuffix(".pt2") || $0.hasSuffix(".onnx") }
      .map { File(entry: entry, name: $0) }
  }

  static func arrays(_ entry: Entry) throws -> NumPyArchive {
    try NumPyArchive(reading: "\(folder)/\(entry.name).npz")
  }

  /// The network's outputs for the samples of the archive, row-major, and the mean loss by its labels where there are any.
  static func run(
    _ model: Model, _ archive: NumPyArchive, _ entry: Entry, loss: LossFunction = .meanSquaredError
  ) throws -> (outputs: [Float], sums: LossSums) {
    let count = entry.inputs[0].shape[entry.inputs[0].batchAxis ?? 0]
    let plan = try InferencePlan(graph: model.graph, loss: loss, batchSize: count)
    try fill(plan, archive, entry)
    model.parameters.withUnsafeBufferPointer { plan.load($0) }
    let sums = plan.evaluate(count: count)
    return (Array(plan.outputs), sums)
  }

  /// The gradient of the mean cross entropy over the samples of the archive.
  static func gradient(_ model: Model, _ archive: NumPyArchive, _ entry: Entry) throws -> [Float] {
    let count = entry.inputs[0].shape[entry.inputs[0].batchAxis ?? 0]
    let plan = try DifferentiationPlan(
      graph: model.graph, loss: .crossEntropy, batchSize: count, statistics: .running, curvature: false)
    try fill(plan, archive, entry)
    var gradient = [Float](repeating: 0, count: model.parameters.count)
    model.parameters.withUnsafeBufferPointer { parameters in
      gradient.withUnsafeMutableBufferPointer { _ = plan.gradient(at: parameters, into: $0) }
    }
    return gradient
  }

  private static func fill(_ plan: some BatchInput, _ archive: NumPyArchive, _ entry: Entry) throws {
    for (position, input) in plan.inputs.enumerated() {
      var tensor = try #require(try archive.tensor(position == 0 ? "x" : "x\(position)"))
      if let axis = entry.inputs[position].batchAxis, axis > 0 {
        tensor = try #require(tensor.samplesFirst(axis))
      }
      if input.shape.element == .int32 {
        for (i, number) in tensor.integers().enumerated() { input.indices[i] = Int32(number) }
      } else {
        for (i, number) in tensor.floats().enumerated() { input.floats[i] = number }
      }
    }
    if plan.loss.takesLabels, let labels = try archive.tensor("y") {
      for (i, number) in labels.integers().enumerated() { plan.labels[i] = Int32(number) }
    }
  }
}

extension ForeignTensor {
  /// The same tensor with an axis before the others.
  fileprivate func samplesFirst(_ axis: Int) -> ForeignTensor? {
    let order = [axis] + extents.indices.filter { $0 != axis }
    return ForeignTensor(
      element, extents: order.map { extents[$0] }, strides: order.map { strides[$0] }, storage: storage,
      offset: offset)
  }
}
