import Networks
import Testing

@testable import Interchange

@Suite struct RewriteAttentionTests {
  /// Queries, keys and values `[n, heads, 4, 8]` as slices of one input.
  private struct Parts {
    let (queries, keys, values): (Int, Int, Int)

    init(_ fixture: RewriteFixture, heads: Int = 2, keyHeads: Int? = nil) throws {
      let own = keyHeads ?? heads
      let x = try fixture.input([1, heads + 2 * own, 4, 8])
      queries = try fixture.add(.slice(axis: 1, 0..<heads), x)
      keys = try fixture.add(.slice(axis: 1, heads..<heads + own), x)
      values = try fixture.add(.slice(axis: 1, heads + own..<heads + 2 * own), x)
    }

    /// The usual product of queries and keys.
    func products(_ fixture: RewriteFixture) throws -> Int {
      try fixture.add(.matrixProduct, queries, try fixture.add(.permute(0, 1, 3, 2), keys))
    }

    func weighted(_ scores: Int, _ fixture: RewriteFixture) throws -> Int {
      try fixture.add(.matrixProduct, try fixture.add(.softmax(), scores), values)
    }
  }

  /// What is left beside slices.
  private func operations(_ output: Int, _ fixture: RewriteFixture) -> [Networks.Operation] {
    fixture.operations(output).filter { $0.as(Slice.self) == nil }
  }

  private func check(
    _ output: Int, is expected: [Networks.Operation], _ fixture: RewriteFixture,
    sourceLocation: SourceLocation = #_sourceLocation
  ) throws {
    #expect(operations(output, fixture) == expected, sourceLocation: sourceLocation)
    #expect(try fixture.difference(output) < 2e-6, sourceLocation: sourceLocation)
  }

  @Test func `a scale may stand at queries, keys, their views and scores`() throws {
    var fixture = RewriteFixture()
    var parts = try Parts(fixture)
    try check(try parts.weighted(try parts.products(fixture), fixture), is: [.attention(scale: 1)], fixture)

    fixture = RewriteFixture()
    parts = try Parts(fixture)
    let scaled = try fixture.add(.affine(scale: 0.25), try parts.products(fixture))
    try check(try parts.weighted(scaled, fixture), is: [.attention(scale: 0.25)], fixture)

    fixture = RewriteFixture()
    parts = try Parts(fixture)
    let queries = try fixture.add(.affine(scale: 0.5), parts.queries)
    let keys = try fixture.add(.permute(0, 1, 3, 2), try fixture.add(.affine(scale: 0.5), parts.keys))
    let product = try fixture.add(.matrixProduct, queries, keys)
    try check(try parts.weighted(product, fixture), is: [.attention(scale: 0.25)], fixture)
  }

  @Test func `heads may be part of the samples' axis`() throws {
    let fixture = RewriteFixture()
    let parts = try Parts(fixture)
    let flat = try [parts.queries, parts.keys, parts.values].map { try fixture.add(.reshape([2, 4, 8]), $0) }
    let scores = try fixture.add(.matrixProduct, flat[0], try fixture.add(.permute(0, 2, 1), flat[1]))
    let weights = try fixture.add(.softmax(), try fixture.add(.affine(scale: 0.3), scores))
    let output = try fixture.add(.matrixProduct, weights, flat[2])
    try check(output, is: [.attention(scale: 0.3)], fixture)
  }

  @Test func `the triangle is causal, whether it is added or chosen by`() throws {
    let triangle = (0..<16).map { $0 % 4 > $0 / 4 }
    var fixture = RewriteFixture()
    var parts = try Parts(fixture)
    let mask = try fixture.constant(triangle.map { $0 ? -.infinity : 0 }, [1, 1, 4, 4])
    let masked = try fixture.add(.arithmetic(.add), try parts.products(fixture), mask)
    try check(try parts.weighted(masked, fixture), is: [.attention(scale: 1, causal: true)], fixture)

    fixture = RewriteFixture()
    parts = try Parts(fixture)
    let condition = try fixture.constant(triangle.map { $0 ? 0 : 1 }, [1, 1, 4, 4])
    let excluded = try fixture.constant([-1e4], [1])
    let chosen = try fixture.add(.selection, condition, try parts.products(fixture), excluded)
    try check(try parts.weighted(chosen, fixture), is: [.attention(scale: 1, causal: true)], fixture)
  }

  @Test func `what is no triangle is a mask, and zeros are none`() throws {
    for number in [-2.0, 0] {
      let fixture = RewriteFixture()
      let parts = try Parts(fixture)
      let mask = try fixture.constant((0..<16).map { $0 == 5 ? number : 0 }, [1, 1, 4, 4])
      let masked = try fixture.add(.arithmetic(.add), try parts.products(fixture), mask)
      let output = try parts.weighted(try fixture.add(.affine(scale: 0.5), masked), fixture)
      // The scale comes after the mask, which has its part of it.
      try check(output, is: (number == 0 ? [] : [.affine(scale: 0.5)]) + [.attention(scale: 0.5)], fixture)
    }
  }

  @Test func `a triangle with other numbers below it is a mask`() throws {
    let fixture = RewriteFixture()
    let parts = try Parts(fixture)
    var numbers: [Double] = []
    for row in 0..<4 {
      for column in 0..<4 { numbers.append(column > row ? -Double.infinity : -0.5 * Double(row - column)) }
    }
    let masked = try fixture.add(
      .arithmetic(.add), try parts.products(fixture), try fixture.constant(numbers, [1, 1, 4, 4]))
    try check(try parts.weighted(masked, fixture), is: [.attention(scale: 1)], fixture)
  }

  @Test func `masks of data and learned ones are added`() throws {
    let fixture = RewriteFixture(parameters: ["bias": [2, 4, 4]])
    let parts = try Parts(fixture)
    let data = try fixture.input([1, 1, 1, 4])
    let zero = try fixture.constant([0], [1])
    let isSeen = try fixture.add(.comparison(.greater), data, zero)
    let biased = try fixture.add(
      .arithmetic(.add), try parts.products(fixture), try fixture.parameter("bias", as: [1, 2, 4, 4]))
    let excluded = try fixture.constant([-.infinity], [1])
    let output = try parts.weighted(try fixture.add(.selection, isSeen, biased, excluded), fixture)
    try check(
      output,
      is: [
        .comparison(.greater), .affine(scale: 1e30, shift: -1e30), .arithmetic(.add), .attention(scale: 1),
      ], fixture)
  }

  @Test func `masks of windows and heads meet as masks of both together`() throws {
    let fixture = RewriteFixture(parameters: ["bias": [2, 4, 4]])
    // Three windows of each sample with two heads, as axis of the samples and of heads.
    let x = try fixture.input([3, 6, 4, 8])
    let parts = try [0, 2, 4].map { try fixture.add(.slice(axis: 1, $0..<$0 + 2), x) }
    let product = try fixture.add(.matrixProduct, parts[0], try fixture.add(.permute(0, 1, 3, 2), parts[1]))
    let biased = try fixture.add(.arithmetic(.add), product, try fixture.parameter("bias", as: [1, 2, 4, 4]))
    let windows = try fixture.add(.reshape([1, 3, 2, 4, 4]), biased)
    let mask = try fixture.constant((0..<48).map { $0 % 5 == 0 ? -100 : 0 }, [1, 3, 1, 4, 4])
    let masked = try fixture.add(.arithmetic(.add), windows, mask)
    let weights = try fixture.add(.softmax(), try fixture.add(.reshape([3, 2, 4, 4]), masked))
    let output = try fixture.add(.matrixProduct, weights, parts[2])
    let found = operations(output, fixture).compactMap { $0.as(Attention.self) }
    #expect(found == [Attention(scale: 1)])
    #expect(!operations(output, fixture).contains { $0.as(SoftmaxOperation.self) != nil })
    #expect(try fixture.difference(output) < 2e-6)
  }

  @Test func `keys and values that are repeated for neighbouring heads are shared`() throws {
    let fixture = RewriteFixture()
    let parts = try Parts(fixture, heads: 6, keyHeads: 2)
    let repeated = try [parts.keys, parts.values].map { part in
      let axis = try fixture.add(.reshape([1, 2, 1, 4, 8]), part)
      return try fixture.add(.reshape([1, 6, 4, 8]), try fixture.add(.gather(axis: 2, [0, 0, 0]), axis))
    }
    let scores = try fixture.add(
      .matrixProduct, parts.queries, try fixture.add(.permute(0, 1, 3, 2), repeated[0]))
    let output = try fixture.add(.matrixProduct, try fixture.add(.softmax(), scores), repeated[1])
    try check(output, is: [.attention(scale: 1)], fixture)
  }

  @Test func `heads that are repeated in another order are not shared`() throws {
    for indices in [[0, 1, 0, 1], [0, 0, 1, 1]] {
      let fixture = RewriteFixture()
      let parts = try Parts(fixture, heads: 4, keyHeads: 2)
      let repeated = try [parts.keys, parts.values].map { try fixture.add(.gather(axis: 1, indices), $0) }
      let output = try fixture.add(.attention(scale: 1), parts.queries, repeated[0], repeated[1])
      #expect(operations(output, fixture).count == (indices[1] == 0 ? 1 : 3))
      #expect(try fixture.difference(output) < 2e-6)
    }
  }

  @Test func `scores and weights that somebody else reads stay`() throws {
    let fixture = RewriteFixture()
    let parts = try Parts(fixture)
    let weights = try fixture.add(.softmax(), try parts.products(fixture))
    let sum = try fixture.add(.matrixProduct, weights, parts.values)
    let output = try fixture.add(.concatenate(axis: 3), sum, weights)
    #expect(!operations(output, fixture).contains { $0.as(Attention.self) != nil })
  }

  @Test func `a choice of numbers that exclude nothing is no mask`() throws {
    let fixture = RewriteFixture()
    let parts = try Parts(fixture)
    let condition = try fixture.constant((0..<16).map { $0 % 3 == 0 ? 0 : 1 }, [1, 1, 4, 4])
    let chosen = try fixture.add(
      .selection, condition, try parts.products(fixture), try fixture.constant([-3], [1]))
    let output = try parts.weighted(chosen, fixture)
    #expect(!operations(output, fixture).contains { $0.as(Attention.self) != nil })
  }
}
