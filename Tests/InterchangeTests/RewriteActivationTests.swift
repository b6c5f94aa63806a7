import Networks
import Testing

@testable import Interchange

@Suite struct RewriteActivationTests {
  /// Where the half of GELU's `x/2 (1 + erf(x/√2))` stands.
  enum Half: CaseIterable {
    case value
    case gate
    case product
    case last
  }

  @Test(arguments: Half.allCases, [false, true])
  func `GELU is found wherever its half stands`(half: Half, byTanh: Bool) throws {
    let fixture = RewriteFixture()
    let x = try fixture.input([1, 40])
    var inner = try fixture.add(.affine(scale: Float(0.5.squareRoot())), x)
    if byTanh {
      let cube = try fixture.add(.arithmetic(.multiply), try fixture.add(.elementary(.square), x), x)
      let sum = try fixture.add(.add, x, try fixture.add(.affine(scale: 0.044715), cube))
      inner = try fixture.add(.affine(scale: Float((2 / Double.pi).squareRoot())), sum)
    }
    let function = try fixture.add(byTanh ? .activation(.tanh) : .elementary(.errorFunction), inner)
    var gate = try fixture.add(.affine(scale: 1, shift: 1), function)
    if half == .gate { gate = try fixture.add(.affine(scale: 0.5), gate) }
    let value = half == .value ? try fixture.add(.affine(scale: 0.5), x) : x
    var output =
      half == .last
      ? try fixture.add(.arithmetic(.multiply), gate, value)
      : try fixture.add(.arithmetic(.multiply), value, gate)
    if half == .product || half == .last { output = try fixture.add(.affine(scale: 0.5), output) }
    #expect(fixture.operations(output) == [byTanh ? .elementary(.geluTanh) : .activation(.gelu)])
    #expect(try fixture.difference(output) < 1e-6)
  }

  @Test func `GELU by tanh is found as a product with one plus a square`() throws {
    let fixture = RewriteFixture()
    let x = try fixture.input([1, 40])
    let square = try fixture.add(.affine(scale: 0.044715, shift: 1), try fixture.add(.elementary(.square), x))
    let slope = Float((2 / Double.pi).squareRoot())
    let inner = try fixture.add(.arithmetic(.multiply), try fixture.add(.affine(scale: slope), x), square)
    let gate = try fixture.add(.affine(scale: 0.5, shift: 0.5), try fixture.add(.activation(.tanh), inner))
    let output = try fixture.add(.arithmetic(.multiply), x, gate)
    #expect(fixture.operations(output) == [.elementary(.geluTanh)])
    #expect(try fixture.difference(output) < 1e-6)
  }

  @Test func `other numbers are no GELU`() throws {
    for (slope, half) in [(0.7072, 1.0), (0.5.squareRoot(), 1.001)] {
      let fixture = RewriteFixture()
      let x = try fixture.input([1, 40])
      let function = try fixture.add(
        .elementary(.errorFunction), try fixture.add(.affine(scale: Float(slope)), x))
      let gate = try fixture.add(.affine(scale: Float(half), shift: 1), function)
      let output = try fixture.add(.arithmetic(.multiply), x, gate)
      #expect(fixture.operations(output).count == 4)
    }
  }

  @Test func `what is left of the scalars multiplies the function`() throws {
    let fixture = RewriteFixture()
    let x = try fixture.input([1, 40])
    let gate = try fixture.add(.affine(scale: 3), try fixture.add(.activation(.sigmoid), x))
    let output = try fixture.add(.arithmetic(.multiply), gate, x)
    #expect(fixture.operations(output) == [.activation(.silu), .affine(scale: 3)])
    #expect(try fixture.difference(output) < 1e-6)
  }

  @Test func `products with gates are SiLU, swish, Mish and hard swish`() throws {
    func check(_ expected: Networks.Operation, _ gate: (RewriteFixture, Int) throws -> Int) throws {
      let fixture = RewriteFixture()
      let x = try fixture.input([1, 40])
      let output = try fixture.add(.arithmetic(.multiply), x, try gate(fixture, x))
      #expect(fixture.operations(output) == [expected])
      #expect(try fixture.difference(output) < 1e-6)
    }
    try check(.activation(.silu)) { fixture, x in try fixture.add(.activation(.sigmoid), x) }
    try check(.elementary(.swish, Double(Float(1.702)))) { fixture, x in
      try fixture.add(.activation(.sigmoid), try fixture.add(.affine(scale: 1.702), x))
    }
    try check(.elementary(.mish)) { fixture, x in
      try fixture.add(.activation(.tanh), try fixture.add(.elementary(.softplus, 1, 20), x))
    }
    try check(.elementary(.hardSwish)) { fixture, x in
      try fixture.add(.elementary(.hardSigmoid, 1 / 6, 0.5), x)
    }
    try check(.elementary(.hardSwish)) { fixture, x in
      let line = try fixture.add(.affine(scale: 1, shift: 3), x)
      let clipped = try fixture.add(.elementary(.atMost, 6), try fixture.add(.elementary(.atLeast, 0), line))
      return try fixture.add(.affine(scale: 1 / 6), clipped)
    }
  }

  @Test func `scalars one after another are one, and nothing where they are none`() throws {
    let fixture = RewriteFixture()
    let x = try fixture.input([1, 6])
    let twice = try fixture.add(.affine(scale: 2, shift: 1), x)
    let back = try fixture.add(.affine(scale: 0.5, shift: -0.5), twice)
    let constant = try fixture.add(
      .arithmetic(.divide), back, try fixture.constant(Array(repeating: 4, count: 6), [1, 6]))
    let output = try fixture.add(.affine(scale: 12, shift: 1), constant)
    #expect(fixture.operations(output) == [.affine(scale: 3, shift: 1)])
    #expect(try fixture.difference(output) < 1e-6)
  }

  @Test func `both ends of a range are one`() throws {
    let fixture = RewriteFixture()
    let x = try fixture.input([1, 40])
    let output = try fixture.add(.elementary(.atMost, 1.5), try fixture.add(.elementary(.atLeast, -0.5), x))
    #expect(fixture.operations(output) == [.elementary(.clip, -0.5, 1.5)])
    // Ends in the other order are no range.
    let odd = try fixture.add(.elementary(.atMost, -1), try fixture.add(.elementary(.atLeast, 1), x))
    #expect(fixture.operations(odd).count == 2)
  }

  @Test func `a network that is its input stays one that computes something`() throws {
    let fixture = RewriteFixture()
    let x = try fixture.input([1, 4])
    let output = try fixture.add(.affine(scale: 0.5), try fixture.add(.affine(scale: 2), x))
    #expect(fixture.operations(output) == [.affine(scale: 1)])
    #expect(try fixture.difference(output) == 0)
  }
}
