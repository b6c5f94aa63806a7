import Networks
import Testing

@testable import Interchange

@Suite struct RewriteLayerTests {
  @Test(arguments: [false, true])
  func `a vector that is added is the bias, through a reshape as well`(isReshaped: Bool) throws {
    let fixture = RewriteFixture(parameters: ["fc.weight": [6, 5], "fc.bias": [6]])
    let x = try fixture.input([1, 4, 5])
    var product = try fixture.add(.dense(Dense(units: 6, bias: false)), x, try fixture.parameter("fc.weight"))
    if isReshaped { product = try fixture.add(.reshape([1, 2, 2, 6]), product) }
    let bias = try fixture.parameter("fc.bias", as: Array(repeating: 1, count: isReshaped ? 3 : 2) + [6])
    let output = try fixture.add(.arithmetic(.add), bias, product)
    #expect(fixture.operations(output) == [.dense(Dense(units: 6))])
    #expect(try fixture.difference(output) < 1e-6)
    let network = try fixture.finished(output)
    #expect(network.origins.map(\.name) == ["fc.weight", "fc.bias"])
    let blocks = ParameterLayout(network.graph).blocks
    #expect(blocks.map(\.name) == ["fc.weight", "fc.bias"])
    #expect(blocks.map(\.role) == [.weight(filters: 6), .bias])
  }

  @Test func `a vector over positions is no bias`() throws {
    let fixture = RewriteFixture(parameters: ["fc.weight": [6, 5], "positions": [6]])
    let x = try fixture.input([1, 6, 5])
    let product = try fixture.add(.dense(Dense(units: 6, bias: false)), x, try fixture.parameter("fc.weight"))
    let output = try fixture.add(
      .arithmetic(.add), product, try fixture.parameter("positions", as: [1, 6, 1]))
    #expect(fixture.operations(output) == [.dense(Dense(units: 6, bias: false)), .arithmetic(.add)])
    #expect(try fixture.difference(output) < 1e-6)
  }

  @Test func `a layer that somebody else reads keeps its sum apart`() throws {
    let fixture = RewriteFixture(parameters: ["fc.weight": [6, 5], "fc.bias": [6]])
    let x = try fixture.input([1, 4, 5])
    let product = try fixture.add(.dense(Dense(units: 6, bias: false)), x, try fixture.parameter("fc.weight"))
    let sum = try fixture.add(.arithmetic(.add), product, try fixture.parameter("fc.bias", as: [1, 1, 6]))
    let output = try fixture.add(.arithmetic(.multiply), sum, product)
    #expect(fixture.operations(output).count == 3)
  }

  @Test func `a convolution takes what is added to its channels, and drops a bias of zeros`() throws {
    let convolution = Convolution(filters: 4, kernel: 3, padding: 1, bias: true)
    let plain = Convolution(filters: 4, kernel: 3, padding: 1)
    var fixture = RewriteFixture(parameters: ["conv.weight": [4, 3, 3, 3], "conv.bias": [4]])
    var x = try fixture.input([1, 3, 4, 4])
    let image = try fixture.add(.convolution(plain), x, try fixture.parameter("conv.weight"))
    let sum = try fixture.add(.arithmetic(.add), image, try fixture.parameter("conv.bias", as: [1, 4, 1, 1]))
    #expect(fixture.operations(sum) == [.convolution(convolution)])
    #expect(try fixture.difference(sum) < 1e-6)
    // As many numbers over the columns are no bias.
    let columns = try fixture.add(
      .arithmetic(.add), image, try fixture.parameter("conv.bias", as: [1, 1, 1, 4]))
    #expect(fixture.operations(columns).count == 2)

    fixture = RewriteFixture(parameters: ["conv.weight": [4, 3, 3, 3]])
    x = try fixture.input([1, 3, 4, 4])
    let zeros = try fixture.constant([0, 0, 0, 0], [4])
    let biased = try fixture.add(.convolution(convolution), x, try fixture.parameter("conv.weight"), zeros)
    #expect(fixture.operations(biased) == [.convolution(plain)])
    #expect(try fixture.difference(biased) == 0)
  }

  @Test func `permutations that undo each other around functions of numbers are gone`() throws {
    let fixture = RewriteFixture(parameters: ["bias": [3]])
    let x = try fixture.input([1, 3, 4, 4])
    let y = try fixture.input([1, 3, 4, 4])
    let last = try [x, y].map { try fixture.add(.permute(0, 2, 3, 1), $0) }
    let biased = try fixture.add(.arithmetic(.add), last[0], try fixture.parameter("bias", as: [1, 1, 1, 3]))
    let sum = try fixture.add(.add, try fixture.add(.activation(.relu), biased), last[1])
    let output = try fixture.add(.permute(0, 3, 1, 2), sum)
    let operations = fixture.operations(output, views: true)
    #expect(operations == [.permute(0, 3, 1, 2), .arithmetic(.add), .activation(.relu), .add])
    #expect(try fixture.difference(output) == 0)
    // Around what combines positions they stay.
    let mean = try fixture.add(.permute(0, 3, 1, 2), try fixture.add(.softmax(), last[0]))
    #expect(fixture.operations(mean, views: true).count == 3)
  }

  @Test func `matrices that are transposed with their leading axes as one are transposed`() throws {
    let fixture = RewriteFixture()
    let x = try fixture.input([1, 2, 4, 5])
    let flat = try fixture.add(.permute(0, 2, 1), try fixture.add(.reshape([2, 4, 5]), x))
    let output = try fixture.add(.activation(.relu), try fixture.add(.reshape([1, 2, 5, 4]), flat))
    #expect(fixture.operations(output, views: true) == [.permute(0, 1, 3, 2), .activation(.relu)])
    #expect(try fixture.difference(output) == 0)
    let other = try fixture.add(.activation(.relu), try fixture.add(.reshape([1, 2, 4, 5]), flat))
    #expect(fixture.operations(other, views: true).count == 4)
  }

  @Test func `long chains take time in proportion`() throws {
    let fixture = RewriteFixture(parameters: ["shift": [1, 4]])
    var output = try fixture.input([1, 4])
    for index in 0..<20_000 {
      let isSum = index % 2 == 0
      output =
        try isSum
        ? fixture.add(.arithmetic(.add), output, fixture.parameter("shift"))
        : fixture.add(.affine(scale: -1), output)
    }
    let start = ContinuousClock.now
    #expect(fixture.operations(output).count == 20_000)
    #expect(ContinuousClock.now - start < .seconds(10))
  }
}
