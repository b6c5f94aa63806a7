import FoundationEssentials
import Networks
import Testing

@Suite struct GraphTests {
  private let input = Graph.Node(
    name: "input", operation: .input(SampleShape(channels: 3, height: 8, width: 8)), inputs: [])

  @Test func `a node that reads a later one is a cycle`() {
    #expect(throws: GraphError.cycle(node: "a", input: 2)) {
      try Graph(nodes: [
        input, Graph.Node(name: "a", operation: .activation(.relu), inputs: [2]),
        Graph.Node(name: "b", operation: .activation(.relu), inputs: [1]),
      ])
    }
  }

  @Test func `a node that reads itself is a cycle`() {
    #expect(throws: GraphError.cycle(node: "a", input: 1)) {
      try Graph(nodes: [input, Graph.Node(name: "a", operation: .add, inputs: [0, 1])])
    }
  }

  @Test func `a sum of different shapes is refused`() {
    let small = SampleShape(channels: 4, height: 8, width: 8)
    #expect(
      throws: GraphError.mismatchedShapes(node: "sum", inputs: [ValueShape(input.shape), ValueShape(small)])
    ) {
      try Graph(nodes: [
        input,
        Graph.Node(name: "conv", operation: .convolution(Convolution(filters: 4, kernel: 1)), inputs: [0]),
        Graph.Node(name: "sum", operation: .add, inputs: [0, 1]),
      ])
    }
  }

  @Test func `names, arity and inputs are checked`() {
    let relu = Operation.activation(.relu)
    #expect(throws: GraphError.noInput) { try Graph(nodes: []) }
    #expect(throws: GraphError.duplicateName("input")) {
      try Graph(nodes: [input, Graph.Node(name: "input", operation: relu, inputs: [0])])
    }
    #expect(throws: GraphError.wrongArity(node: "a", expected: 1...1, found: 2)) {
      try Graph(nodes: [input, Graph.Node(name: "a", operation: relu, inputs: [0, 0])])
    }
    #expect(throws: GraphError.noInput) {
      try Graph(nodes: [Graph.Node(name: "a", operation: relu, inputs: [])])
    }
  }

  @Test func `windows larger than the image and absurd sizes are refused`() {
    for convolution in [
      Convolution(filters: 4, kernel: 9), Convolution(filters: 4, kernel: 3, stride: 0),
      Convolution(filters: 1 << 40, kernel: 1), Convolution(filters: 0, kernel: 1),
    ] {
      #expect(throws: GraphError.self) {
        try Graph(nodes: [input, Graph.Node(name: "c", operation: .convolution(convolution), inputs: [0])])
      }
    }
  }

  @Test(arguments: [
    SampleShape(channels: 1 << 24, height: 1 << 24, width: 1 << 24),
    SampleShape(channels: 1 << 12, height: 1 << 12, width: 1 << 12),
    SampleShape(channels: 1 << 25), SampleShape(channels: 1, height: 0), SampleShape(channels: -1),
    SampleShape(channels: -1, height: -1), SampleShape(channels: .max, height: .max, width: .max),
  ])
  func `products of extents beyond reason are refused`(shape: SampleShape) throws {
    let node = Graph.Node(name: "input", operation: .input(shape), inputs: [])
    #expect(throws: GraphError.self) { try Graph(nodes: [node]) }
    let data = try JSONEncoder().encode(shape)
    #expect(throws: DecodingError.self) { try JSONDecoder().decode(SampleShape.self, from: data) }
  }

  @Test func `more parameters than anyone could store are refused, of one layer or of many`() throws {
    let wide = SampleShape(channels: 1 << 24)
    func graph(_ layers: [Operation]) throws -> Graph {
      var builder = GraphBuilder(input: wide)
      var node = builder.input
      for (index, layer) in layers.enumerated() { node = builder.add("l\(index)", layer, node) }
      return try builder.graph()
    }
    #expect(throws: GraphError.tooManyParameters(node: "l0")) {
      try graph([.convolution(Convolution(filters: 1 << 24, kernel: 4096, padding: 2048))])
    }
    #expect(throws: GraphError.tooManyParameters(node: "l0")) { try graph([.dense(Dense(units: 1 << 24))]) }
    let half = Operation.dense(Dense(units: 1 << 15, bias: false))
    let back = Operation.dense(Dense(units: 1 << 24, bias: false))
    #expect(try ParameterLayout(graph([half])).count == 1 << 39)
    #expect(throws: GraphError.tooManyParameters(node: "l2")) { try graph([half, back, half]) }
  }

  @Test func `strides and constants beyond reason are refused`() {
    for operation: Networks.Operation in [
      .subsampling(Subsampling(stride: .max, channels: 3)), .subsampling(Subsampling(stride: 0, channels: 3)),
      .batchNormalization(BatchNormalization(epsilon: -1)),
      .batchNormalization(BatchNormalization(epsilon: .infinity)),
      .batchNormalization(BatchNormalization(momentum: .nan)),
      .groupNormalization(GroupNormalization(groups: 1, epsilon: .infinity)),
    ] {
      #expect(throws: GraphError.self) {
        try Graph(nodes: [input, Graph.Node(name: "n", operation: operation, inputs: [0])])
      }
    }
  }

  @Test func `a graph survives its file form`() throws {
    for network in TestNetwork.all {
      let data = try JSONEncoder().encode(network.graph)
      #expect(try JSONDecoder().decode(Graph.self, from: data) == network.graph)
    }
  }

  @Test func `a file with an unknown operation or a cycle is refused`() {
    let unknown = #"[{"name":"input","kind":"teleport","inputs":[]}]"#
    let cycle = """
      [{"name":"input","kind":"input","channels":1,"height":1,"width":1,"inputs":[]},
       {"name":"a","kind":"flatten","inputs":[1]}]
      """
    for text in [unknown, cycle] {
      #expect(throws: (any Error).self) {
        try JSONDecoder().decode(Graph.self, from: Data(text.utf8))
      }
    }
  }
}

extension Graph.Node {
  fileprivate var shape: SampleShape {
    operation.as(Input.self)?.shape.sample ?? SampleShape(channels: 1)
  }
}
