import Networks
import Probing
import Testing

@Suite struct DirectionTests {
  /// One block of every role.
  static let layout: ParameterLayout = {
    let roles: [(String, [Int], ParameterRole)] = [
      ("conv.weight", [4, 3, 2, 2], .weight(filters: 4)), ("conv.bias", [4], .bias),
      ("bn.weight", [4], .normalizationScale), ("bn.bias", [4], .normalizationShift),
      ("bn.running_mean", [4], .runningMean), ("bn.running_var", [4], .runningVariance),
      ("prelu.weight", [4], .activationSlope), ("fc.weight", [5, 7], .weight(filters: 5)),
      ("fc.bias", [5], .bias),
    ]
    var end = 0
    return ParameterLayout(
      blocks: roles.enumerated().map { index, entry in
        let count = entry.1.reduce(1, *)
        defer { end += count }
        return ParameterBlock(
          name: entry.0, shape: entry.1, range: end..<end + count, role: entry.2, node: index)
      })
  }()

  /// Parameters of very different sizes, one filter all zero.
  static let parameters: [Float] = layout.blocks.flatMap { block in
    block.range.map { i in
      block.name == "fc.weight" && i < block.range.lowerBound + 7 ? 0 : Float(i + 1) * 0.01
    }
  }

  private func direction(
    _ normalization: DirectionNormalization = .filter, seed: UInt64 = 1, including: Set<IncludedRole> = [],
    orthogonalTo other: Direction? = nil
  ) -> Direction {
    Direction(
      layout: Self.layout, parameters: Self.parameters, seed: seed, normalization: normalization,
      including: including, orthogonalTo: other)
  }

  private func norm(_ vector: [Float], _ range: Range<Int>) -> Double {
    vector[range].reduce(0) { $0 + Double($1) * Double($1) }.squareRoot()
  }

  /// Ranges of the filters of all weights, by the definition: output channels and rows.
  private var filters: [Range<Int>] {
    Self.layout.blocks.flatMap { block -> [Range<Int>] in
      guard case .weight(let count) = block.role else { return [] }
      let size = block.range.count / count
      return (0..<count).map {
        block.range.lowerBound + $0 * size..<block.range.lowerBound + ($0 + 1) * size
      }
    }
  }

  /// Scaling rounds each component once, so norms agree to a few units of 6e-8.
  @Test func `every filter of the direction has its filter's norm`() {
    let found = direction()
    #expect(filters.count == 9)
    for filter in filters {
      let wanted = norm(Self.parameters, filter)
      #expect(abs(norm(found.components, filter) - wanted) <= 2e-7 * wanted)
    }
    #expect(found.largestNormError(relativeTo: Self.parameters) <= 2e-7)
  }

  @Test func `everything but weights stays where it is`() {
    let found = direction()
    for block in Self.layout.blocks {
      if case .weight = block.role { continue }
      #expect(found.components[block.range].allSatisfy { $0 == 0 })
    }
  }

  @Test func `included roles are scaled as a whole, running statistics never move`() {
    let found = direction(including: [.bias, .norm, .slope])
    for block in Self.layout.blocks {
      switch block.role {
      case .weight: continue
      case .runningMean, .runningVariance: #expect(found.components[block.range].allSatisfy { $0 == 0 })
      default:
        let wanted = norm(Self.parameters, block.range)
        #expect(abs(norm(found.components, block.range) - wanted) <= 2e-7 * wanted)
      }
    }
    // What else is included changes no weight's direction.
    let weights = Self.layout.blocks[0].range
    #expect(found.components[weights] == direction().components[weights])
  }

  @Test func `layer normalization gives each block its norm`() {
    let found = direction(.layer)
    for block in Self.layout.blocks {
      guard case .weight = block.role else { continue }
      let wanted = norm(Self.parameters, block.range)
      #expect(abs(norm(found.components, block.range) - wanted) <= 2e-7 * wanted)
    }
  }

  @Test func `weight normalization multiplies by the size of each weight`() {
    let (raw, scaled) = (direction(.none), direction(.weight))
    for i in raw.components.indices {
      #expect(scaled.components[i] == raw.components[i] * abs(Self.parameters[i]))
    }
  }

  @Test func `seeds give different directions, the same seed the same`() {
    #expect(direction(seed: 1) == direction(seed: 1))
    #expect(abs(direction(seed: 1).cosine(to: direction(seed: 2))) < 0.9)
    #expect(abs(direction(seed: 1).cosine(to: direction(seed: 1)) - 1) < 1e-6)
  }

  @Test func `an orthogonal direction keeps its norms`() {
    let first = direction(seed: 1)
    let second = direction(seed: 2, orthogonalTo: first)
    #expect(abs(first.cosine(to: second)) < 1e-6)
    #expect(second.largestNormError(relativeTo: Self.parameters) <= 2e-7)
  }

  /// Of 2,048 draws from N(0, 1), the mean lies within 0.1, the variance within 0.15 of 1, and about 83 (4.55 %) beyond
  /// ±2, each by more than four standard errors; uniform numbers have none there.
  @Test func `directions are drawn from the normal distribution`() {
    let layout = ParameterLayout(blocks: [
      ParameterBlock(
        name: "fc.weight", shape: [32, 64], range: 0..<2048, role: .weight(filters: 32), node: 0)
    ])
    let drawn = Direction(
      layout: layout, parameters: [Float](repeating: 1, count: 2048), seed: 1, normalization: .none
    ).components.map(Double.init)
    let mean = drawn.reduce(0, +) / 2048
    let variance = drawn.reduce(0) { $0 + ($1 - mean) * ($1 - mean) } / 2047
    #expect(abs(mean) < 0.1 && abs(variance - 1) < 0.15)
    #expect((40...130).contains(drawn.filter { abs($0) > 2 }.count))
  }

  @Test func `a unit of one number keeps its norm when directions are asked to be orthogonal`() {
    let layout = ParameterLayout(blocks: [
      ParameterBlock(name: "a.weight", shape: [3, 1], range: 0..<3, role: .weight(filters: 3), node: 0),
      ParameterBlock(name: "b.weight", shape: [2, 4], range: 3..<11, role: .weight(filters: 2), node: 1),
    ])
    let parameters: [Float] = [0.5, -2, 3, 1, 2, 3, 4, 5, 6, 7, 8]
    let first = Direction(layout: layout, parameters: parameters, seed: 1, normalization: .filter)
    let second = Direction(
      layout: layout, parameters: parameters, seed: 2, normalization: .filter, orthogonalTo: first)
    #expect(second.largestNormError(relativeTo: parameters) <= 1e-6)
    for filter in [3..<7, 7..<11] {
      let product = filter.reduce(0) { $0 + Double(first.components[$1]) * Double(second.components[$1]) }
      #expect(abs(product) <= 1e-5 * norm(parameters, filter) * norm(parameters, filter))
    }
  }

  @Test func `a filter of the wrong norm is found`() {
    var parameters = Self.parameters
    for i in filters[2] { parameters[i] *= 1.5 }
    #expect(abs(direction().largestNormError(relativeTo: parameters) - 1 / 3.0) < 1e-6)
  }

  @Test func `without normalization a direction does not depend on the parameters`() {
    let other = Direction(
      layout: Self.layout, parameters: Self.parameters.map { $0 * 2 }, seed: 1, normalization: .none)
    #expect(other.components == direction(.none).components)
  }
}
