import Models
import Networks
import Probing
import Surfaces
import TestSupport
import Testing
import Training

/// Directions that move some tensors alone.
@Suite struct TensorSelectionTests {
  private let fixture: ProbeFixture

  init() throws { fixture = try ProbeFixture() }

  /// Expectations by the meaning of `*` and `?`, as in a shell.
  @Test(arguments: [
    ("layer4.*", "layer4.0.conv1.weight", true), ("layer4.*", "layer4", false),
    ("layer4.*", "layer40.conv.weight", false), ("*", "", true), ("*", "a.b", true), ("", "", true),
    ("", "a", false), ("*.weight", "fc.weight", true), ("*.weight", "fc.weight_bias", false),
    ("a*b*c", "a1b2b3c", true), ("a*b*c", "a1b2b3", false), ("layer?.bn1.*", "layer2.bn1.weight", true),
    ("layer?.bn1.*", "layer12.bn1.weight", false), ("?", "", false), ("**x", "x", true),
    ("fc.weight", "fc.weight", true), ("fc.weight", "FC.weight", false), ("*aab", "aaaab", true),
  ])
  func `a pattern is of whole names`(pattern: String, name: String, matches: Bool) {
    #expect(NamePattern(pattern).matches(name) == matches)
  }

  @Test func `a pattern with many stars takes no longer than the name times the pattern`() {
    let pattern = String(repeating: "*a", count: 200) + "b"
    #expect(!NamePattern(pattern).matches(String(repeating: "a", count: 5000)))
  }

  /// What moves has, to the last bit, the components that it has where everything moves.
  @Test(arguments: DirectionNormalization.allCases)
  func `what a pattern names moves as it always does, and nothing else moves`(
    rule: DirectionNormalization
  ) throws {
    let model = try fixture.checkpoint("resnet-8").model
    let layout = ParameterLayout(model.graph)
    var options = try fixture.options()
    options.normalization = rule
    options.included = [.bias, .norm]
    options.orthogonal = rule != .weight
    let all = try options.subspace(of: model)
    options.only = ["layer2.*", "fc.weight"]
    try options.validate(for: model)
    let some = try options.subspace(of: model)
    var (moving, still) = (0, 0)
    for block in layout.blocks {
      let isNamed = block.name.hasPrefix("layer2.") || block.name == "fc.weight"
      for (one, other) in zip(all.directions, some.directions) {
        let expected = one.components[block.range]
        if isNamed {
          #expect(other.components[block.range] == expected)
          moving += expected.contains { $0 != 0 } ? 1 : 0
        } else {
          #expect(other.components[block.range].allSatisfy { $0 == 0 })
          still += expected.contains { $0 != 0 } ? 1 : 0
        }
      }
    }
    #expect(moving > 4 && still > 4)
    #expect(all.directions[0].units.count > some.directions[0].units.count)
    if [.filter, .layer].contains(rule) {
      for direction in some.directions {
        #expect(direction.largestNormError(relativeTo: model.parameters) <= 1e-6)
      }
    }
  }

  @Test func `the published rule for filters can be restricted too`() throws {
    let model = try fixture.checkpoint("resnet-8").model
    var options = try fixture.options()
    options.filters = .leading
    let all = try options.subspace(of: model)
    options.only = ["fc.*"]
    try options.validate(for: model)
    let some = try options.subspace(of: model)
    let block = try #require(ParameterLayout(model.graph)["fc.weight"])
    #expect(some.directions[1].components[block.range] == all.directions[1].components[block.range])
    let sum = some.directions[1].components.count { $0 != 0 }
    #expect(sum == block.range.count)
  }

  @Test func `a pattern that names nothing, or nothing that moves, is refused`() throws {
    let model = try fixture.checkpoint("resnet-8").model
    func refusal(_ patterns: [String], _ included: Set<IncludedRole> = []) throws -> ProbingError? {
      var options = try fixture.options()
      options.only = patterns
      options.included = included
      do throws(ProbingError) { try options.validate(for: model) } catch { return error }
      return nil
    }
    guard case .unmatchedPattern("layr2.*", let names)? = try refusal(["fc.*", "layr2.*"]) else {
      Issue.record("a name that is nowhere was taken")
      return
    }
    #expect(names.contains("layer2.0.conv1.weight") && Set(names).count == names.count)
    for (pattern, part) in [
      ("*.running_mean", "stay as they are"), ("fc.bias", "add --include bias"), ("*bn1.*", "--include norm"),
    ] {
      guard case .invalidOption("only", let reason)? = try refusal([pattern]) else {
        Issue.record("\(pattern) was taken")
        continue
      }
      #expect(reason.contains(part), "\(reason)")
    }
    #expect(try refusal(["fc.bias"], [.bias]) == nil)
    // A layer's name stands for its tensors.
    #expect(try refusal(["fc"]) == nil)
  }

  @Test func `a surface says what moves, and is no surface of everything`() throws {
    let checkpoint = try fixture.checkpoint()
    var options = try fixture.options("-1:1:3", "-1:1:3")
    let all = try fixture.probe(checkpoint, options)
    #expect(all.provenance.only == nil)
    options.only = ["fc2.*", "fc2.*"]
    #expect(
      throws: ProbingError.surfaceFromOtherInputs(path: fixture.path, differences: ["tensors that move"])
    ) {
      try fixture.probe(checkpoint, options)
    }
    let some = try fixture.probe(checkpoint, options, at: fixture.folder.file("some.surface"))
    #expect(some.provenance.only == ["fc2.*"])
    #expect(some.loss != all.loss && some.loss[4] == all.loss[4])
    #expect(try #require(some.provenance.selfCheck).passes)
    #expect(try ProbeOptions(continuing: some, from: "some.surface").only == ["fc2.*"])
  }
}
