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
    #expect(throws: GraphError.mismatchedShapes(node: "sum", inputs: [input.shape, small])) {
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
    #expect(throws: GraphError.wrongArity(node: "a", expected: 1, found: 2)) {
      try Graph(nodes: [input, Graph.Node(name: "a", operation: relu, inputs: [0, 0])])
    }
    #expect(throws: GraphError.secondInput("b")) {
      try Graph(nodes: [input, Graph.Node(name: "b", operation: input.operation, inputs: [])])
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
    guard case .input(let shape) = operation else { return SampleShape(channels: 1) }
    return shape
  }
}
