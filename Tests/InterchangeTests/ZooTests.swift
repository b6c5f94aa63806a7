import Formats
import Interchange
import Models
import Networks
import Testing

@Suite struct ZooTests {
  @Test func `the zoo is there`() {
    #expect(Zoo.entries.count >= 40)
    #expect(Zoo.networks.count >= 100)
  }

  @Test(arguments: Zoo.networks)
  func `outputs are PyTorch's to five millionths of the largest`(file: Zoo.File) throws {
    var options = ModelImport.Options()
    // A loss that takes the outputs as they are.
    options.loss = .meanSquaredError
    let model = try ModelImport.model(file.path, options, program: "test")
    let archive = try Zoo.arrays(file.entry)
    let expected = try #require(try archive.tensor("output64")).doubles()
    let (outputs, _) = try Zoo.run(model, archive, file.entry)
    #expect(outputs.count == expected.count)
    let largest = expected.map(abs).max() ?? 0
    let difference = zip(outputs, expected).map { abs(Double($0) - $1) }.max() ?? 0
    #expect(difference <= 5e-6 * largest, "off by \(difference / largest) of the largest output")
  }
}

@Suite struct ZooLossTests {
  /// Entries whose archive has labels and the mean cross entropy in double precision.
  static let labelled: [Zoo.File] = Zoo.networks.filter { file in
    (try? Zoo.arrays(file.entry).names.contains("y")) == true
      && ["classes", "positions", "pixels"].contains(file.entry.task)
  }

  /// Two millionths: the kernels of SSE4.1 add in another order, and reach 1.5e-6 on one network.
  @Test(arguments: labelled)
  func `the mean loss is PyTorch's in double precision to two millionths`(file: Zoo.File) throws {
    let model = try ModelImport.model(file.path, program: "test")
    let archive = try Zoo.arrays(file.entry)
    let expected = try #require(try archive.tensor("loss")).doubles()[0]
    let (_, sums) = try Zoo.run(model, archive, file.entry, loss: .crossEntropy)
    let loss = sums.lossSum / sums.weight
    #expect(abs(loss - expected) <= 2e-6 * max(1, abs(expected)), "\(loss), not \(expected)")
  }

  /// Weights of the same network in files without an architecture.
  static let weights: [Zoo.File] = Zoo.entries.flatMap { entry in
    entry.files.keys.sorted()
      .filter { ($0.hasSuffix(".pth") || $0.hasSuffix(".safetensors")) && !$0.contains(".moved.") }
      .map { Zoo.File(entry: entry, name: $0) }
  }

  @Test(arguments: weights)
  func `weights alone make the same network with the export's graph`(file: Zoo.File) throws {
    let path = "\(Zoo.folder)/\(file.entry.name).pt2"
    let expected = try ModelImport.model(path, program: "test")
    var options = ModelImport.Options()
    options.graphPath = path
    let model = try ModelImport.model(file.path, options, program: "test")
    #expect(model.graph == expected.graph)
    #expect(model.parameters == expected.parameters)
  }

  @Test func `weights of another point of training are taken by name`() throws {
    for entry in Zoo.entries {
      guard let name = entry.files.keys.first(where: { $0.contains(".moved.") }) else { continue }
      var options = ModelImport.Options()
      options.graphPath = "\(Zoo.folder)/\(entry.name).pt2"
      let model = try ModelImport.model("\(Zoo.folder)/\(name)", options, program: "test")
      let archive = try Zoo.arrays(entry)
      let expected = try #require(try archive.tensor("loss_moved")).doubles()[0]
      let (_, sums) = try Zoo.run(model, archive, entry, loss: .crossEntropy)
      #expect(abs(sums.lossSum / sums.weight - expected) <= 1e-6 * max(1, abs(expected)), "\(name)")
    }
  }

  @Test(arguments: Zoo.networks.filter { $0.name.hasSuffix(".pt2") })
  func `every number of the parameters has its place in the file`(file: Zoo.File) throws {
    let model = try ModelImport.model(file.path, program: "test")
    let layout = ParameterLayout(model.graph)
    let record = try #require(model.imported)
    #expect(record.origins.map(\.block) == layout.blocks.map(\.name))
    for (block, origin) in zip(layout.blocks, record.origins) {
      let numbers = Array(model.parameters[block.range])
      #expect(origin.numbers(fromFile: origin.numbers(toFile: numbers)) == numbers, "\(block.name)")
    }
    let trained = zip(layout.blocks, record.origins).filter { $0.0.role.isTrainable && $0.1.name != nil }
    #expect(Set(trained.map(\.1.name)).count == trained.count, "a parameter is there twice")
    #expect(trained.reduce(0) { $0 + $1.0.range.count } == file.entry.parameterCount)
  }
}

@Suite struct ZooGradientTests {
  @Test(arguments: ZooLossTests.labelled.filter { $0.name.hasSuffix(".pt2") })
  func `gradients are PyTorch's to a hundred-thousandth of the largest`(file: Zoo.File) throws {
    let model = try ModelImport.model(file.path, program: "test")
    let archive = try Zoo.arrays(file.entry)
    let expected = try #require(try archive.tensor("gradient_norms")).doubles()
    let text = try #require(try archive.tensor("parameter_names")).integers().map { UInt8($0) }
    let names = String(decoding: text, as: UTF8.self).split(separator: "\n").map(String.init)
    #expect(names.count == expected.count)
    let gradient = try Zoo.gradient(model, archive, file.entry)
    let layout = ParameterLayout(model.graph)
    var found: [String: Double] = [:]
    for (block, origin) in zip(layout.blocks, try #require(model.imported).origins) {
      guard let name = origin.name, block.role.isTrainable else { continue }
      let own = gradient[block.range]
      let square = own.reduce(0) { $0 + Double($1) * Double($1) }
      found[name] = square.squareRoot()
      guard name == "embed.weight" || name.hasSuffix("word_embeddings.weight") else { continue }
      // PyTorch gives the padding row of such a table no gradient, although the loss depends on it.
      let wanted = try #require(zip(names, expected).first { $0.0 == name }).1
      for row in 0..<block.shape[0] {
        let numbers = own.dropFirst(row * block.shape[1]).prefix(block.shape[1])
        let rest = (square - numbers.reduce(0) { $0 + Double($1) * Double($1) }).squareRoot()
        if abs(rest - wanted) < abs((found[name] ?? 0) - wanted) { found[name] = rest }
      }
    }
    let largest = expected.max() ?? 0
    for (name, norm) in zip(names, expected) {
      // The padding row of a tied table has a gradient as a row of the last layer alone.
      guard let own = found[name], file.entry.name != "albert" || !name.hasSuffix("word_embeddings.weight")
      else {
        continue
      }
      #expect(abs(own - norm) <= 1e-5 * largest, "\(name): \(own), not \(norm)")
    }
    #expect(
      names.filter { found[$0] != nil }.count >= names.count - (try #require(model.imported).ties.count))
  }
}
