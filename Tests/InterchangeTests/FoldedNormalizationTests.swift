import Formats
import Interchange
import Models
import Networks
import Probing
import Surfaces
import Testing

/// Batch normalization that exporters have folded into weights.
@Suite struct FoldedNormalizationTests {
  private func graph(_ file: String) throws -> ForeignGraph {
    try #require(try ForeignModelFile(reading: "\(Zoo.folder)/\(file)").graph)
  }

  private static let files = Zoo.networks.filter { $0.name.hasSuffix(".onnx") }

  /// A `.pt2` of the same network has every normalization that it was trained with: what is missing is folded.
  @Test(arguments: files)
  func `as many layers are folded as normalizations are missing`(file: Zoo.File) throws {
    let whole = "\(file.entry.name).pt2"
    let trained = try graph(whole).nodes.count { $0.operation.contains("batch_norm") }
    let graph = try graph(file.name)
    let kept = graph.nodes.count { $0.operation == "BatchNormalization" }
    // NFNet normalizes its weights, which is computed before the convolutions and folded into nothing.
    let expected = file.entry.name == "nfnet" ? 0 : trained - kept
    #expect(FoldedNormalization(graph).layers == expected)
    #expect(try FoldedNormalization(self.graph(whole)).layers == 0)
  }

  /// Counted by hand in listings of the files' nodes.
  @Test(arguments: [("optimized", 4), ("script", 2), ("ort", 3), ("preserve", 0)])
  func `layers with biases are told, and transposed and linear ones`(exporter: String, layers: Int) throws {
    let model = try ModelImport.model("\(Zoo.folder)/folded.\(exporter).onnx", program: "test")
    let record = try #require(model.imported)
    #expect(record.foldedLayers == (layers == 0 ? nil : layers))
    #expect(
      record.remarks.contains { $0.contains("folded into the weights of \(layers) layers") } == (layers > 0))
  }

  /// `w′ = s·w` by filter makes `d′ = |s|·d`.
  @Test(arguments: [DirectionNormalization.filter, .weight])
  func `a direction scaled by filter or weight folds as the weights do`(rule: DirectionNormalization) throws {
    let (whole, folded) = try (model("folded.preserve.onnx"), model("folded.optimized.onnx"))
    let (d, e) = try (direction(whole, rule), direction(folded, rule))
    var signs: Set<Int> = []
    for pair in try filters(whole, folded) {
      let scale = ratio(folded.parameters[pair.folded], whole.parameters[pair.whole])
      signs.insert(scale < 0 ? -1 : 1)
      let size = d[pair.whole].map { abs(Double($0) * scale) }.max() ?? 0
      for (own, other) in zip(d[pair.whole], e[pair.folded]) {
        #expect(abs(Double(other) - abs(scale) * Double(own)) <= 2e-5 * size)
      }
    }
    #expect(signs == [-1, 1], "filters of both signs are in the network")
  }

  @Test func `a direction scaled by layer does not`() throws {
    let (whole, folded) = try (model("folded.preserve.onnx"), model("folded.optimized.onnx"))
    let (d, e) = try (direction(whole, .layer), direction(folded, .layer))
    let worst = try filters(whole, folded).map { pair in
      let scale = ratio(folded.parameters[pair.folded], whole.parameters[pair.whole])
      return abs(ratio(e[pair.folded], d[pair.whole]) / abs(scale) - 1)
    }.max()
    #expect(try #require(worst) > 0.1)
  }

  /// With the draws of filters of negative scale turned round, the map is the same.
  @Test func `the map of a folded network is the trained network's`() throws {
    let entry = Zoo.Entry(
      name: "folded", task: "classification", files: [:],
      inputs: [Zoo.Entry.Input(name: "x", shape: [8, 1, 6, 6], dtype: "float32", batchAxis: 0)],
      output: [8, 3],
      parameterCount: 0)
    let archive = try Zoo.arrays(entry)
    let (whole, folded) = try (model("folded.preserve.onnx"), model("folded.optimized.onnx"))
    let e = try direction(folded, .filter)
    var d = try direction(whole, .filter)
    for pair in try filters(whole, folded)
    where ratio(folded.parameters[pair.folded], whole.parameters[pair.whole]) < 0 {
      for i in pair.whole { d[i] = -d[i] }
    }
    var losses: [Double] = []
    for alpha in [-1, -0.5, 0, 0.25, 1] as [Float] {
      func loss(_ model: Model, _ direction: [Float]) throws -> Double {
        var moved = model
        for i in direction.indices { moved.parameters[i] += alpha * direction[i] }
        return try Zoo.run(moved, archive, entry, loss: .crossEntropy).sums.loss
      }
      let (expected, found) = try (loss(whole, d), loss(folded, e))
      #expect(abs(found - expected) <= 1e-4 * max(1, expected), "\(alpha): \(found), not \(expected)")
      losses.append(expected)
    }
    #expect(Set(losses).count == 5)
  }

  // MARK: Helpers

  private func model(_ file: String) throws -> Model {
    try ModelImport.model("\(Zoo.folder)/\(file)", program: "test")
  }

  private func direction(_ model: Model, _ rule: DirectionNormalization) throws -> [Float] {
    let options = ProbeOptions(x: try Axis(parsing: "-1:1:3"), y: nil, seed: 3, normalization: rule)
    return try options.subspace(of: model).directions[0].components
  }

  /// Filters of all layers, which have the same names in both files.
  private func filters(
    _ whole: Model, _ folded: Model
  ) throws -> [(whole: Range<Int>, folded: Range<Int>)] {
    let (own, other) = (ParameterLayout(whole.graph), ParameterLayout(folded.graph))
    var result: [(whole: Range<Int>, folded: Range<Int>)] = []
    for (block, origin) in zip(own.blocks, whole.tensors) {
      guard case .weight(let count) = block.role,
        let index = folded.tensors.firstIndex(where: { $0.name == origin.name })
      else { continue }
      let size = block.range.count / count
      for filter in 0..<count {
        func part(_ range: Range<Int>) -> Range<Int> {
          range.lowerBound + filter * size..<range.lowerBound + (filter + 1) * size
        }
        result.append((part(block.range), part(other.blocks[index].range)))
      }
    }
    // 4 of each of four convolutions, 6 and 3 of linear layers.
    #expect(result.count == 25)
    return result
  }

  /// The factor between two vectors that are multiples of each other, or of vectors that are nearly so.
  private func ratio(_ a: ArraySlice<Float>, _ b: ArraySlice<Float>) -> Double {
    let product = zip(a, b).reduce(0) { $0 + Double($1.0) * Double($1.1) }
    return product / b.reduce(0) { $0 + Double($1) * Double($1) }
  }
}
