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
