import Formats
import Testing

/// Models that break rules or need what is not read.
struct ONNXRefusalTests {
  private let x = Wire.value("x", [2])

  private func refusal(_ nodes: [[UInt8]], inputs: [[UInt8]]? = nil, outputs: [String] = ["y"]) -> String {
    reason(Wire.model(Wire.graph(nodes, inputs: inputs ?? [x], outputs: outputs))) ?? "nothing"
  }

  @Test func `a sound model by hand is read`() {
    #expect(refusal([Wire.node(["x"], ["y"])]) == "nothing")
  }

  @Test func `fields of later versions are skipped`() {
    let unknown = Wire.integer(999, 5) + Wire.data(998, [0xFF]) + [0xA5, 0x3E, 1, 2, 3, 4]
    let node = Wire.node(["x"], ["y"], unknown)
    let graph = Wire.graph([node], inputs: [x + unknown], outputs: ["y"]) + unknown
    #expect(reason(Wire.model(graph, unknown)) == nil)
  }

  @Test func `an input with a default is none`() throws {
    let tensor = Wire.tensor("w", [0], [])
    let graph = Wire.graph(
      [Wire.node("Add", ["x", "w"], ["y"])], inputs: [x, Wire.value("w", [0])], outputs: ["y"],
      initializers: [tensor])
    let read = try parsed(Wire.model(graph)).graph
    #expect(read.inputs.map(\.name) == ["x"])
    #expect(read.storedOrder == ["w"])
  }

  @Test func `versions are read from 3 and 7 to 13 and 27`() {
    let graph = Wire.graph([Wire.node(["x"], ["y"])], inputs: [x], outputs: ["y"])
    for (ir, opset) in [(3, 7), (13, 27)] { #expect(reason(Wire.model(graph, ir: ir, opset: opset)) == nil) }
    for ir in [2, 14, -1] {
      #expect(
        reason(Wire.model(graph, ir: ir))
          == "unsupported: it is written in version \(ir) of the format; 3 to 13 are read")
    }
    for opset in [6, 28, 0] {
      #expect(
        reason(Wire.model(graph, opset: opset))
          == "unsupported: it is written for opset \(opset); 7 to 27 are read: convert it with onnx.version_converter"
      )
    }
    let second = Wire.data(8, Wire.text(1, "ai.onnx") + Wire.integer(2, 18))
    #expect(reason(Wire.model(graph, second))?.contains("a second version") == true)
  }

  @Test func `what is no model is said to be none`() {
    for bytes in [
      [], Wire.integer(1, 8), Wire.data(7, []), Wire.integer(1, 8) + Wire.data(7, []) + Wire.data(7, []),
    ] {
      #expect(reason(bytes) == "corrupt: it is no ONNX model: it has no version or not one graph")
    }
    #expect(reason(Wire.integer(1, 8) + Wire.data(7, []))?.contains("which operators") == true)
    for text in ["\u{89}PNG\r\n", "PK\u{3}\u{4}", "{\"a\": 1}", "<html>"] {
      #expect(reason(Array(text.utf8))?.hasPrefix("corrupt: ") == true, "\(text)")
    }
  }

  @Test func `a value that nothing makes is refused with the node's name`() {
    #expect(
      refusal([Wire.node(["z"], ["y"], name: "n")])
        == "corrupt: the node n (Relu) uses the value z, which nothing makes")
    #expect(
      refusal([Wire.node(["x"], ["h"])])
        == "corrupt: the list of outputs uses the value y, which nothing makes")
  }

  @Test func `nodes on a circle are refused with the name of one of them`() {
    let nodes = [
      Wire.node(["c"], ["y"], name: "behind"), Wire.node("Add", ["x", "b"], ["a"], name: "first"),
      Wire.node(["a"], ["b"], name: "second"), Wire.node(["b"], ["c"], name: "between"),
    ]
    #expect(
      ["first (Add)", "second (Relu)"].map { "corrupt: the node \($0) needs its own result" }.contains(
        refusal(nodes)))
    #expect(
      refusal([Wire.node("Add", ["x", "y"], ["y"])]) == "corrupt: the node Add_0 (Add) needs its own result")
  }

  @Test func `names that are there already are refused`() {
    #expect(
      refusal([Wire.node(["x"], ["y"]), Wire.node(["x"], ["y"])])
        == "corrupt: the node Relu_1 (Relu) makes the value y, which is there already")
    #expect(refusal([Wire.node(["x"], ["x"])]).contains("makes the value x, which is there already"))
    #expect(refusal([Wire.node(["x"], ["y"])], inputs: [x, x]) == "corrupt: two inputs are named x")
    let tensor = Wire.tensor("w", [0], [])
    let graph = Wire.graph([Wire.node(["w"], ["y"])], outputs: ["y"], initializers: [tensor, tensor])
    #expect(reason(Wire.model(graph)) == "corrupt: two initializers are named w")
  }

  @Test func `inputs that are no tensors are refused by name`() {
    for (field, kind) in [(4, "a sequence"), (5, "a map"), (8, "a sparse tensor"), (9, "optional")]
      as [(UInt64, String)]
    {
      let input = Wire.text(1, "x") + Wire.data(2, Wire.data(field, []))
      #expect(
        refusal([Wire.node(["x"], ["y"])], inputs: [input])
          == "unsupported: the input x is \(kind), not a tensor")
    }
    #expect(
      refusal([Wire.node(["x"], ["y"])], inputs: [Wire.text(1, "x")]) == "corrupt: the input x has no type")
    #expect(
      refusal([Wire.node(["x"], ["y"])], inputs: [Wire.value("x", type: 8, [1])])
        == "unsupported: the input x holds elements of type string, which are not read")
    #expect(
      refusal([Wire.node(["x"], ["y"])], inputs: [Wire.value("x", [-2])])
        == "corrupt: the value x has the negative extent -2")
  }

  @Test func `an extent of minus one is unknown`() throws {
    let graph = Wire.graph([Wire.node(["x"], ["y"])], inputs: [Wire.value("x", [-1, 3])], outputs: ["y"])
    #expect(try parsed(Wire.model(graph)).graph.inputs[0].extents == [.symbol("x[0]"), .fixed(3)])
  }

  @Test func `attributes that are not read are refused with the node's name`() {
    func refusal(_ content: [UInt8]) -> String {
      self.refusal([Wire.node(["x"], ["y"], name: "n", Wire.data(5, Wire.text(1, "a") + content))])
    }
    let label = "the attribute a of the node n (Relu)"
    #expect(
      refusal(Wire.data(22, []) + Wire.integer(20, 11))
        == "unsupported: \(label) is a sparse tensor, which is not read")
    #expect(refusal(Wire.data(14, [])) == "unsupported: \(label) is a type, which is not read")
    #expect(refusal(Wire.integer(20, 99)) == "corrupt: \(label) is of no known type")
    #expect(refusal([]) == "corrupt: \(label) is of no known type")
    #expect(refusal(Wire.integer(20, 4)) == "corrupt: \(label) holds not one tensor")
    #expect(refusal(Wire.data(4, [0xFF])) == "unsupported: \(label) is text that is not UTF-8")
    #expect(refusal(Wire.text(21, "b")).contains("from a function, and is in none"))
    let one = Wire.data(5, Wire.text(1, "a") + Wire.integer(3, 1))
    #expect(
      self.refusal([Wire.node(["x"], ["y"], name: "n", one + one)])
        == "corrupt: the node n (Relu) has two attributes a")
  }

  @Test func `attributes without a type are what they hold`() throws {
    let content: [(String, [UInt8])] = [
      ("f", [0x15, 0, 0, 0, 0x3F]), ("i", Wire.integer(3, 3)), ("s", Wire.text(4, "t")),
      ("is", Wire.integer(8, 1) + Wire.integer(8, 2)), ("t", Wire.data(5, Wire.tensor("", [0], []))),
    ]
    let node = Wire.node(["x"], ["y"], content.flatMap { Wire.data(5, Wire.text(1, $0.0) + $0.1) })
    let attributes = try parsed(Wire.model(Wire.graph([node], inputs: [x], outputs: ["y"]))).graph.nodes[0]
      .attributes
    #expect(attributes["f"]?.number == 0.5)
    #expect(attributes["i"]?.integer == 3)
    #expect(attributes["s"]?.text == "t")
    #expect(attributes["is"]?.list?.compactMap(\.integer) == [1, 2])
    #expect(attributes["t"]?.tensor?.extents == [0])
  }

  /// A model whose only node has a subgraph, whose node has one, and so on.
  private func nested(_ depth: Int) -> [UInt8] {
    var graph = Wire.graph([Wire.node(["x"], ["y\(depth)"])], outputs: ["y\(depth)"])
    for level in (0..<depth).reversed() {
      let attribute = Wire.data(5, Wire.text(1, "body") + Wire.data(6, graph) + Wire.integer(20, 5))
      graph = Wire.graph(
        [Wire.node("If", [], ["y\(level)"], attribute)], inputs: level == 0 ? [x] : [], outputs: ["y\(level)"]
      )
    }
    return Wire.model(graph)
  }

  @Test func `subgraphs are nested 16 deep at most`() {
    #expect(reason(nested(16)) == nil)
    #expect(reason(nested(17))?.hasSuffix("is nested more than 16 deep") == true)
    #expect(reason(nested(2000))?.hasSuffix("is nested more than 16 deep") == true)
  }

  @Test func `a subgraph must not use what nothing makes, nor make what is there`() {
    func refusal(_ input: String, _ output: String) -> String {
      let body = Wire.graph([Wire.node([input], [output], name: "inner")], outputs: [output])
      let attribute = Wire.data(5, Wire.text(1, "body") + Wire.data(6, body) + Wire.integer(20, 5))
      return self.refusal([Wire.node("If", ["x"], ["y"], name: "outer", attribute)])
    }
    #expect(refusal("x", "h") == "nothing")
    #expect(refusal("z", "h") == "corrupt: the node inner (Relu) uses the value z, which nothing makes")
    #expect(
      refusal("x", "y")
        == "corrupt: a subgraph of the node outer (If) makes the value y, which is there already")
    #expect(refusal("y", "h") == "corrupt: the node outer (If) needs its own result")
  }

  @Test func `a node waits for what its subgraph uses`() throws {
    let body = Wire.graph([Wire.node(["h"], ["b"])], outputs: ["b"])
    let attribute = Wire.data(5, Wire.text(1, "body") + Wire.data(6, body) + Wire.integer(20, 5))
    let nodes = [Wire.node("If", ["x"], ["y"], attribute), Wire.node(["x"], ["h"])]
    let model = Wire.model(Wire.graph(nodes, inputs: [x], outputs: ["y"]))
    #expect(try parsed(model).graph.nodes.map(\.name) == ["Relu_1", "If_0"])
  }

  @Test func `a chain of many nodes in the wrong order is sorted`() throws {
    let count = 2000
    let nodes = (0..<count).reversed().map {
      Wire.node([$0 == 0 ? "x" : "h\($0 - 1)"], ["h\($0)"], name: "n\($0)")
    }
    let model = Wire.model(Wire.graph(nodes, inputs: [x], outputs: ["h\(count - 1)"]))
    #expect(try parsed(model).graph.nodes.map(\.name) == (0..<count).map { "n\($0)" })
  }
}
