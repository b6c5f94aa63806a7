import FoundationEssentials
import Networks
import Surfaces
import TestSupport
import Testing

@testable import Formats
@testable import Probing

/// Files that `Scripts/directions.py` wrote for a network of PyTorch.
@Suite struct DirectionFileTests {
  static let hasLibrary = (try? HDF5Library.use(for: "") { _ in true }) ?? false

  /// The network of the script: its blocks, in an order that is not the file's.
  private static let layout: ParameterLayout = {
    var blocks: [ParameterBlock] = []
    var start = 0
    func add(_ name: String, _ shape: [Int], _ role: ParameterRole) {
      let end = start + shape.reduce(1, *)
      blocks.append(ParameterBlock(name: name, shape: shape, range: start..<end, role: role, node: 0))
      start = end
    }
    add("fc.weight", [3, 2], .weight(filters: 3))
    add("fc.bias", [3], .bias)
    add("conv1.weight", [2, 1, 3, 3], .weight(filters: 2))
    add("bn1.weight", [2], .normalizationScale)
    add("bn1.bias", [2], .normalizationShift)
    add("bn1.running_mean", [2], .runningMean)
    add("bn1.running_var", [2], .runningVariance)
    return ParameterLayout(blocks: blocks)
  }()

  /// Names of the `state_dict`, as PyTorch has them.
  private static let names = [
    "conv1.weight", "bn1.weight", "bn1.bias", "bn1.running_mean", "bn1.running_var",
    "bn1.num_batches_tracked",
    "fc.weight", "fc.bias",
  ]

  private static func target(ties: [String: String] = [:]) -> DirectionTarget {
    let blocks = layout.blocks.enumerated().map { index, block in
      DirectionTarget.Block(
        index: index, name: block.name, extents: block.shape, fromFile: \.self, toFile: \.self)
    }
    return DirectionTarget(layout: layout, blocks: blocks, stateNames: names + ties.keys.sorted(), ties: ties)
  }

  private func path(_ name: String) -> String {
    URL(filePath: #filePath).deletingLastPathComponent().appending(path: "Fixtures/\(name)").path
  }

  /// What the script says of the first direction, for blocks of these names; zero elsewhere.
  private func expected(_ moved: [String]) throws -> [Float] {
    var result = [Float](repeating: 0, count: Self.layout.count)
    for name in moved {
      let block = try #require(Self.layout[name])
      let place = try #require(Self.names.firstIndex(of: name))
      for (offset, index) in block.range.enumerated() { result[index] = Float(100 * place + offset) }
    }
    return result
  }

  private func check(_ name: String, _ moved: [String], _ target: DirectionTarget) throws {
    let raw = try DirectionFile(reading: path(name)).raw(2, of: target)
    let first = try expected(moved)
    #expect(raw.map(\.components) == [first, first.map { -$0 }])
    #expect(raw.map(\.source.description) == ["first direction in \(name)", "second direction in \(name)"])
    // Used as they are: nothing is scaled, and nothing is left out.
    let direction = Direction(
      raw[0], layout: Self.layout, parameters: Array(repeating: 1, count: Self.layout.count),
      normalization: .none)
    #expect(direction.components == first)
  }

  @Test(.enabled(if: DirectionFileTests.hasLibrary, "needs libhdf5"))
  func `the published script's directions are found by order, of parameters or of all states`() throws {
    let trainable = Self.layout.blocks.filter(\.role.isTrainable).map(\.name)
    try check("parameters.h5", trainable, Self.target())
    try check("states.h5", Self.layout.blocks.map(\.name), Self.target())
  }

  @Test(arguments: ["named.safetensors", "named.npz"])
  func `directions by name are zero where they have no tensor`(name: String) throws {
    try check(name, ["conv1.weight", "fc.weight"], Self.target())
  }

  @Test func `numbers go through the file's form and back`() throws {
    let folder = try TemporaryFolder()
    let block = ParameterBlock(name: "w", shape: [2, 3], range: 0..<6, role: .weight(filters: 2), node: 0)
    let layout = ParameterLayout(blocks: [block])
    @Sendable func transposed(_ numbers: [Float], rows: Int) -> [Float] {
      let columns = numbers.count / rows
      return (0..<numbers.count).map { numbers[$0 % rows * columns + $0 / rows] }
    }
    let target = DirectionTarget(
      layout: layout,
      blocks: [
        DirectionTarget.Block(
          index: 0, name: "h.weight", extents: [3, 2], fromFile: { transposed($0, rows: 3) },
          toFile: { transposed($0, rows: 2) })
      ], stateNames: ["h.weight"])
    let file = try DirectionFile(
      [("0/h.weight", ForeignTensor([1, 2, 3, 4, 5, 6], extents: [3, 2]))], path: "a.npz")
    let raw = try file.raw(1, of: target)
    #expect(raw[0].components == [1, 3, 5, 2, 4, 6])
    let direction = Direction(
      raw[0], layout: layout, parameters: Array(repeating: 1, count: 6), normalization: .none)
    try DirectionFile.write([direction], of: target, as: .safetensors, to: folder.file("d.safetensors"))
    let tensor = try SafetensorsFile(reading: folder.file("d.safetensors")).tensors["0/h.weight"]
    #expect(tensor?.extents == [3, 2])
    #expect(tensor?.floats() == [1, 2, 3, 4, 5, 6])
  }

  @Test func `two names of one tensor count once, and must agree`() throws {
    let target = Self.target(ties: ["head.weight": "fc.weight"])
    let numbers = ForeignTensor([1, 2, 3, 4, 5, 6], extents: [3, 2])
    let same = try DirectionFile([("0/fc.weight", numbers), ("0/head.weight", numbers)], path: "a")
    #expect(try same.raw(1, of: target)[0].components.prefix(6) == [1, 2, 3, 4, 5, 6])
    let other = ForeignTensor([0, 2, 3, 4, 5, 6], extents: [3, 2])
    let differing = try DirectionFile([("0/fc.weight", numbers), ("0/head.weight", other)], path: "a")
    let problem = DirectionProblem.differingTies(first: "fc.weight", second: "head.weight")
    #expect(throws: ProbingError.unusableDirection(name: "a, first direction", problem)) {
      try differing.raw(1, of: target)
    }
  }

  @Test func `what does not fit is named with both shapes`() throws {
    func problem(_ tensors: [(name: String, tensor: ForeignTensor)], _ count: Int = 1) -> DirectionProblem? {
      do {
        _ = try DirectionFile(tensors, path: "a").raw(count, of: Self.target())
        return nil
      } catch ProbingError.unusableDirection(_, let problem) { return problem } catch { return nil }
    }
    let shapes = [[2, 1, 3, 3], [2], [2], [3, 2], [3]]
    func ordered(_ shapes: [[Int]]) -> [(name: String, tensor: ForeignTensor)] {
      shapes.enumerated().map { number, shape in
        (
          "xdirection/\(number)",
          ForeignTensor(Array(repeating: 1, count: shape.reduce(1, *)), extents: shape)
        )
      }
    }
    #expect(problem(ordered(shapes)) == nil)
    #expect(problem(ordered(shapes), 2) == .tooFewDirections(needed: 2, found: 1))
    #expect(
      problem(ordered(shapes.dropLast(2) + [[2, 3], [3]]))
        == .otherShape(block: "fc.weight", expected: [3, 2], found: [2, 3]))
    #expect(
      problem(ordered(shapes.dropLast())) == .otherTensorCount(parameters: 5, states: 8, found: 4))
    #expect(
      problem(ordered(shapes + [[1], [1]])) == .otherTensorCount(parameters: 5, states: 8, found: 7))
    #expect(
      problem([("0/fc.wieght", ForeignTensor([1], extents: [1]))])
        == .unknownTensor(name: "fc.wieght", known: Self.target().blocks.map(\.name)))
    #expect(problem([("0/bn1.num_batches_tracked", ForeignTensor([1], extents: []))]) == .vanishes)
    #expect(
      problem(ordered(shapes.dropLast() + [[4]]))
        == .otherShape(block: "fc.bias", expected: [3], found: [4]))
  }

  @Test func `a file without directions says what they should be called`() {
    for names in [["a", "b"], ["1/a"], ["xdirection/1"], ["2/a"]] {
      #expect(throws: FormatError.self) {
        try DirectionFile(names.map { ($0, ForeignTensor([1], extents: [1])) }, path: "a.npz")
      }
    }
  }

  @Test(.enabled(if: DirectionFileTests.hasLibrary, "needs libhdf5"), arguments: DirectionFile.Kind.allCases)
  func `what is written is read again, with running statistics where they move`(kind: DirectionFile.Kind)
    throws
  {
    let folder = try TemporaryFolder()
    for name in ["parameters.h5", "states.h5"] {
      let target = Self.target()
      let raw = try DirectionFile(reading: path(name)).raw(2, of: target)
      let directions = raw.map {
        Direction(
          $0, layout: Self.layout, parameters: Array(repeating: 1, count: Self.layout.count),
          normalization: .none)
      }
      try DirectionFile.write(directions, of: target, as: kind, to: folder.file(name))
      let again = try DirectionFile(reading: folder.file(name)).raw(2, of: target)
      #expect(again.map(\.components) == raw.map(\.components))
      if kind == .hdf5 {
        let found = try HDF5File(reading: folder.file(name)).datasets.map(\.path)
        #expect(try found == HDF5File(reading: path(name)).datasets.map(\.path))
      }
    }
  }

  @Test func `a network made here has the names of PyTorch in its order`() {
    let target = DirectionTarget(Self.layout)
    #expect(
      target.stateNames.suffix(3) == ["bn1.running_mean", "bn1.running_var", "bn1.num_batches_tracked"])
    #expect(
      target.parameters.map(\.name) == ["fc.weight", "fc.bias", "conv1.weight", "bn1.weight", "bn1.bias"])
  }
}
