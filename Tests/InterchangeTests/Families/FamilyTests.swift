import Formats
import Interchange
import Models
import Networks
import Probing
import Surfaces
import TestSupport
import Testing

/// Networks that are recognized by names and shapes, against PyTorch's numbers in double precision.
@Suite struct FamilyTests {
  @Test(arguments: FamilyZoo.all)
  func `weights alone compute what PyTorch does`(network: FamilyZoo) throws {
    let folder = try TemporaryFolder()
    let model = try network.model(try network.write(to: folder))
    let archive = try Zoo.arrays(try network.entry())
    let expected = try #require(try archive.tensor("output64")).doubles()
    let (outputs, _) = try Zoo.run(model, archive, try network.entry())
    #expect(outputs.count == expected.count)
    let largest = expected.map(abs).max() ?? 0
    let difference = zip(outputs, expected).map { abs(Double($0) - $1) }.max() ?? 0
    #expect(difference <= 5e-6 * largest, "off by \(difference / largest) of the largest output")
    let remarks = try #require(model.imported).remarks
    #expect(remarks.contains { $0.hasSuffix("names and shapes: \(network.title)") }, "\(remarks)")
  }

  @Test(arguments: FamilyZoo.all)
  func `weights alone have the map of the export`(network: FamilyZoo) throws {
    let folder = try TemporaryFolder()
    let entry = try network.entry()
    let found = try SameMapTests.map(try network.model(try network.write(to: folder)), entry)
    let expected = try SameMapTests.map(
      try ModelImport.model("\(Zoo.folder)/\(network.name).pt2", program: "test"), entry)
    #expect(Set(expected).count > 20)
    let difference = zip(found, expected).map { abs($0 - $1) / max(1, abs($1)) }.max() ?? .infinity
    #expect(difference <= 1e-5, "off by \(difference)")
  }

  @Test(arguments: FamilyZoo.all)
  func `parameters have the names and roles of the export`(network: FamilyZoo) throws {
    let folder = try TemporaryFolder()
    let path = try network.write(to: folder)
    let model = try network.model(path)
    let expected = try ModelImport.model("\(Zoo.folder)/\(network.name).pt2", program: "test")
    #expect(roles(model) == roles(expected))
    // Every tensor of the file has its place, so that weights can be written back.
    let names =
      switch try ForeignModelFile(reading: path) {
      case .torchWeights(let file): try file.weights().map(\.name)
      case .safetensors(let file): file.names
      default: [String]()
      }
    #expect(try #require(model.imported).stateNames == names)
  }

  /// Roles and numbers by the tensor's name; of tied tensors by the first one.
  private func roles(_ model: Model) -> [String: ParameterRole] {
    let ties = model.imported?.ties ?? [:]
    var result: [String: ParameterRole] = [:]
    for (block, origin) in zip(ParameterLayout(model.graph).blocks, model.imported?.origins ?? []) {
      guard let name = origin.name, ties[name] == nil, !ties.values.contains(name) else { continue }
      result[name] = block.role
    }
    return result
  }
}
