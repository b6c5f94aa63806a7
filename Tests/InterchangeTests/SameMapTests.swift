import Formats
import Interchange
import Models
import Networks
import Probing
import Surfaces
import Testing

/// A network has the same map in whatever format it comes.
@Suite struct SameMapTests {
  private func map(_ path: String, _ entry: Zoo.Entry, graph: String? = nil) throws -> [Double] {
    var options = ModelImport.Options()
    options.graphPath = graph
    return try Self.map(try ModelImport.model(path, options, program: "test"), entry)
  }

  /// Losses of a network at 25 points of the plane that a seed stands for.
  static func map(_ model: Model, _ entry: Zoo.Entry) throws -> [Double] {
    let axis = try Axis(lower: -1, upper: 1, count: 5)
    let subspace = try ProbeOptions(x: axis, y: axis, seed: 3).subspace(of: model)
    let archive = try Zoo.arrays(entry)
    return try (0..<25).map { point in
      var moved = model
      let (alpha, beta) = (axis.values[point % 5], axis.values[point / 5])
      for i in moved.parameters.indices {
        moved.parameters[i] +=
          Float(alpha) * subspace.directions[0].components[i] + Float(beta)
          * subspace.directions[1].components[i]
      }
      return try Zoo.run(moved, archive, entry, loss: .crossEntropy).sums.loss
    }
  }

  /// Networks without batch normalization, which exporters fold so that filters of negative scale are drawn otherwise.
  @Test(arguments: [
    "mlp", "vit-small", "gpt2-tiny", "nanogpt", "bert-tiny", "lstm", "convnext", "llama", "resnet20-cifar",
    "mobilenetv2-small", "mixer",
  ])
  func `formats of one network have one map`(name: String) throws {
    let entry = try #require(Zoo.entries.first { $0.name == name })
    let expected = try map("\(Zoo.folder)/\(name).pt2", entry)
    #expect(Set(expected).count > 20)
    for file in entry.files.keys.sorted() {
      let path = "\(Zoo.folder)/\(file)"
      let isFolded = file.contains(".optimized.") || file.contains(".script.")
      guard !file.contains(".moved."), !(isFolded && entry.files["\(name).preserve.onnx"] != nil) else {
        continue
      }
      let found: [Double]
      if file.hasSuffix(".onnx") {
        // Folded batch normalization leaves the sign of its scale in the weights.
        if isFolded, name == "resnet20-cifar" { continue }
        found = try map(path, entry)
      } else if file.hasSuffix(".pth") || file.hasSuffix(".safetensors") {
        found = try map(path, entry, graph: "\(Zoo.folder)/\(name).pt2")
      } else {
        continue
      }
      let difference = zip(found, expected).map { abs($0 - $1) / max(1, abs($1)) }.max() ?? .infinity
      #expect(difference <= 1e-5, "\(file) is off by \(difference)")
    }
  }
}
