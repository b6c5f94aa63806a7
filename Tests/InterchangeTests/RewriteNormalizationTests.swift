import Models
import Networks
import Testing

@testable import Interchange

@Suite struct RewriteNormalizationTests {
  /// How a normalization is written out.
  enum Writing: CaseIterable {
    /// `(x − μ)/√(…)·γ + β`.
    case divided
    /// `γ·((x − μ)·(1/√…)) + β`.
    case scaleFirst
    /// `(x − μ)·(γ/√…) + β`, the sum of squares divided by the count.
    case scaledRoot
    /// `x·g + (β − μ·g)` with `g = γ/√…`.
    case tensorFlow
  }

  private func normalization(_ writing: Writing, _ fixture: RewriteFixture, _ x: Int) throws -> Int {
    let axis = 2
    let (scale, shift) = (
      try fixture.parameter("norm.weight", as: [1, 1, 8]), try fixture.parameter("norm.bias", as: [1, 1, 8])
    )
    let mean = try fixture.add(.mean(axes: axis), x)
    let centred = try fixture.add(.arithmetic(.subtract), x, mean)
    let squares = try fixture.add(.elementary(.square), centred)
    var variance = try fixture.add(.mean(axes: axis), squares)
    if writing == .scaledRoot {
      variance = try fixture.add(.affine(scale: 1 / 8), try fixture.add(.sum(axes: axis), squares))
    }
    let root = try fixture.add(
      .elementary(.squareRoot), try fixture.add(.affine(scale: 1, shift: 1e-3), variance))
    let inverse = try fixture.add(.elementary(.reciprocal), root)
    switch writing {
    case .divided:
      let normal = try fixture.add(.arithmetic(.divide), centred, root)
      return try fixture.add(.arithmetic(.add), try fixture.add(.arithmetic(.multiply), normal, scale), shift)
    case .scaleFirst:
      let normal = try fixture.add(.arithmetic(.multiply), inverse, centred)
      return try fixture.add(.arithmetic(.add), shift, try fixture.add(.arithmetic(.multiply), scale, normal))
    case .scaledRoot:
      let gain = try fixture.add(.arithmetic(.multiply), inverse, scale)
      return try fixture.add(.arithmetic(.add), try fixture.add(.arithmetic(.multiply), centred, gain), shift)
    case .tensorFlow:
      let gain = try fixture.add(.arithmetic(.multiply), inverse, scale)
      let moved = try fixture.add(
        .arithmetic(.subtract), shift, try fixture.add(.arithmetic(.multiply), mean, gain))
      return try fixture.add(.arithmetic(.add), try fixture.add(.arithmetic(.multiply), x, gain), moved)
    }
  }

  @Test(arguments: Writing.allCases)
  func `layer normalization is one node with its scale and shift`(writing: Writing) throws {
    let fixture = RewriteFixture(parameters: ["norm.weight": [8], "norm.bias": [8]])
    let output = try normalization(writing, fixture, try fixture.input([1, 5, 8]))
    #expect(
      fixture.operations(output, views: true) == [.layerNormalization(LayerNormalization(epsilon: 1e-3))])
    #expect(try fixture.difference(output) < 1e-6)
    let network = try fixture.finished(output)
    #expect(network.origins.map(\.name) == ["norm.weight", "norm.bias"])
    let blocks = ParameterLayout(network.graph).blocks
    #expect(blocks.map(\.name) == ["norm.weight", "norm.bias"])
    #expect(blocks.map(\.role) == [.normalizationScale, .normalizationShift])
  }

  @Test func `a scale that somebody else reads stays a parameter`() throws {
    let fixture = RewriteFixture(parameters: ["norm.weight": [8], "norm.bias": [8]])
    let normal = try normalization(.divided, fixture, try fixture.input([1, 5, 8]))
    let output = try fixture.add(
      .arithmetic(.multiply), normal, try fixture.parameter("norm.weight", as: [1, 1, 8]))
    #expect(
      fixture.operations(output) == [
        .layerNormalization(LayerNormalization(epsilon: 1e-3, affine: false)), .arithmetic(.multiply),
        .arithmetic(.add),
        .arithmetic(.multiply),
      ])
    #expect(try fixture.difference(output) < 1e-6)
  }

  @Test(arguments: [[1], [1, 2, 3]])
  func `channels and whole images are normalized between views`(axes: [Int]) throws {
    let scale = axes == [1] ? [6, 1, 1] : [6, 4, 4]
    let fixture = RewriteFixture(parameters: ["norm.weight": scale, "norm.bias": scale])
    let x = try fixture.input([1, 6, 4, 4])
    let mean = Operation(Reduction(.mean, axes: axes))
    let centred = try fixture.add(.arithmetic(.subtract), x, try fixture.add(mean, x))
    let variance = try fixture.add(mean, try fixture.add(.arithmetic(.multiply), centred, centred))
    let root = try fixture.add(
      .elementary(.squareRoot), try fixture.add(.affine(scale: 1, shift: 1e-6), variance))
    let normal = try fixture.add(.arithmetic(.divide), centred, root)
    let scaled = try fixture.add(
      .arithmetic(.multiply), normal, try fixture.parameter("norm.weight", as: [1] + scale))
    let output = try fixture.add(
      .arithmetic(.add), scaled, try fixture.parameter("norm.bias", as: [1] + scale))
    #expect(fixture.operations(output) == [.layerNormalization(LayerNormalization(epsilon: 1e-6))])
    #expect(try fixture.difference(output) < 2e-6)
  }

  @Test(arguments: [false, true])
  func `normalization by the root of the mean square is one node`(isScaledFirst: Bool) throws {
    let fixture = RewriteFixture(parameters: ["norm.weight": [8]])
    let x = try fixture.input([1, 5, 8])
    let scale = try fixture.parameter("norm.weight", as: [1, 1, 8])
    let mean = try fixture.add(.mean(axes: 2), try fixture.add(.elementary(.square), x))
    let inverse = try fixture.add(
      .elementary(.reciprocalSquareRoot), try fixture.add(.affine(scale: 1, shift: 1e-5), mean))
    let normal = try fixture.add(.arithmetic(.multiply), x, inverse)
    let output =
      isScaledFirst
      ? try fixture.add(.arithmetic(.multiply), scale, normal)
      : try fixture.add(.arithmetic(.multiply), normal, scale)
    #expect(
      fixture.operations(output, views: true) == [
        .rmsNormalization(RootMeanSquareNormalization(epsilon: 1e-5))
      ])
    #expect(try fixture.difference(output) < 1e-6)
  }

  @Test func `another mean than that of the value is no normalization`() throws {
    let fixture = RewriteFixture()
    let (x, y) = (try fixture.input([1, 5, 8]), try fixture.input([1, 5, 8]))
    let mean = try fixture.add(.mean(axes: 2), try fixture.add(.elementary(.square), y))
    let inverse = try fixture.add(
      .elementary(.reciprocalSquareRoot), try fixture.add(.affine(scale: 1, shift: 1e-5), mean))
    let output = try fixture.add(.arithmetic(.multiply), x, inverse)
    #expect(fixture.operations(output).count == 5)
  }

  @Test func `group normalization by way of instances is one node`() throws {
    let fixture = RewriteFixture(parameters: ["norm.weight": [6], "norm.bias": [6]])
    let x = try fixture.input([1, 6, 4, 4])
    let groups = try fixture.add(.reshape([1, 2, 1, 48]), x)
    let normal = try fixture.add(.groupNormalization(GroupNormalization(groups: 2, affine: false)), groups)
    let image = try fixture.add(.reshape([1, 6, 4, 4]), normal)
    let scaled = try fixture.add(
      .arithmetic(.multiply), image, try fixture.parameter("norm.weight", as: [1, 6, 1, 1]))
    let output = try fixture.add(
      .arithmetic(.add), scaled, try fixture.parameter("norm.bias", as: [1, 6, 1, 1]))
    #expect(fixture.operations(output, views: true) == [.groupNormalization(GroupNormalization(groups: 2))])
    #expect(try fixture.difference(output) < 2e-6)
  }

  @Test(arguments: [1, 0.5])
  func `a constant scale of ones is none, and no parameter`(number: Float) throws {
    let fixture = RewriteFixture()
    let x = try fixture.input([1, 6, 4, 4])
    let sources: [GraphRecorder.ParameterSource] = [
      .numbers(Array(repeating: number, count: 6)), .numbers(Array(repeating: 0, count: 6)),
    ]
    let output = try fixture.recorder.record(
      .groupNormalization(GroupNormalization(groups: 2)), [x], owning: sources)
    let expected = GroupNormalization(groups: 2, affine: number != 1)
    #expect(fixture.operations(output) == [.groupNormalization(expected)])
    #expect(try fixture.difference(output) < 1e-6)
  }
}
