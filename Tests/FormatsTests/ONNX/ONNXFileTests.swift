import Formats
import Testing

/// Models that onnx and PyTorch have written: `Scripts/onnx-files.py`, which also printed the numbers.
struct ONNXFileTests {
  private func read(_ name: String) throws(FormatError) -> ONNXFile {
    try ONNXFile(reading: ONNXFixture.path("\(name).onnx"))
  }

  @Test func `what PyTorch exports is read with the names of its modules`() throws {
    let file = try read("torch")
    #expect(file.irVersion == 10)
    #expect(file.producer == "pytorch 2.13.0+cpu")
    #expect(file.graph.dialect == .onnx(opsets: ["": 20]))
    #expect(
      file.graph.nodes.map { "\($0.name) \($0.operation) \($0.scope ?? "-")" } == [
        "node_conv2d Conv blocks.0.conv", "node_relu Relu blocks.0", "node_add_10 Add blocks.0",
        "node_conv2d_1 Conv blocks.1.conv", "node_relu_1 Relu blocks.1", "node_add_26 Add blocks.1",
        "node_Constant_0 Constant -", "node_Constant_1 Constant -", "node_Reshape_2 Reshape -",
        "node_mean ReduceMean -", "node_linear Gemm head",
      ])
    #expect(file.graph.nodes[2].inputs.compactMap(\.valueName) == ["relu", "x"])
    #expect(
      file.graph.storedOrder == [
        "blocks.0.conv.weight", "blocks.0.conv.bias", "blocks.1.conv.weight", "blocks.1.conv.bias",
        "head.weight", "head.bias",
      ])
    let sums = [
      "blocks.0.conv.weight": -1.0138443040195853, "blocks.1.conv.bias": 0.4130833148956299,
      "head.weight": -0.8822165578603745, "head.bias": -0.03535258769989014,
    ]
    for (name, sum) in sums {
      let tensor = try #require(file.graph.stored[name]?.tensor)
      #expect(abs(tensor.doubles().reduce(0, +) - sum) < 1e-14, "\(name)")
    }
    #expect(file.graph.stored["blocks.0.conv.weight"]?.tensor.extents == [2, 2, 3, 3])
    let input = try #require(file.graph.inputs.first)
    #expect(input.name == "x" && input.element == .float32)
    #expect(input.extents == [.symbol("n"), .fixed(2), .fixed(4), .fixed(4)])
    #expect(file.graph.outputs == ["linear"])
    #expect(file.graph.stated["mean"] == [.symbol("n"), .fixed(2)])
    guard case .list(let pads)? = file.graph.nodes[0].attributes["pads"] else { throw WrongArgument() }
    #expect(pads.compactMap(\.integer) == [1, 1, 1, 1])
  }

  @Test func `tensors of the model are views of the file`() throws {
    let storage = ByteStorage(try ONNXFixture.bytes("torch.onnx"))
    let file = try ONNXFile(parsing: storage, path: "torch.onnx")
    for stored in file.graph.stored.values { #expect(stored.tensor.storage === storage, "\(stored.name)") }
  }

  @Test func `each type of attribute is read`() throws {
    let graph = try read("attributes").graph
    let node = try #require(graph.nodes.first)
    #expect(graph.dialect == .onnx(opsets: ["": 17, "test.domain": 3]))
    #expect(node.operation == "test.domain.Everything")
    #expect(node.name == "Everything_0")
    #expect(node.inputs.map { $0.valueName ?? "none" } == ["x", "none", "x"])
    #expect(node.outputs == ["y", ""])
    #expect(node.attributes.count == 11)
    #expect(node.attributes["a_float"]?.number == Double(Float(0.1)))
    #expect(node.attributes["a_integer"]?.integer == -5)
    #expect(node.attributes["a_text"]?.text == "größer")
    #expect(node.attributes["floats"]?.list?.compactMap(\.number) == [0.5, Double(Float(-1e30))])
    #expect(node.attributes["integers"]?.list?.compactMap(\.integer) == [-1, 1 << 62, 0])
    #expect(node.attributes["texts"]?.list?.compactMap(\.text) == ["a", "", "ü"])
    #expect(node.attributes["nothing"]?.list?.count == 0)
    let tensor = try #require(node.attributes["tensor"]?.tensor)
    #expect(tensor.element == .int16 && tensor.extents == [2, 2] && tensor.integers() == [1, 2, 3, 4])
    let tensors = node.attributes["tensors"]?.list?.compactMap(\.tensor) ?? []
    #expect(tensors.map(\.extents) == [[], [0]])
    #expect(tensors.first?.doubles() == [.pi])
    #expect(node.attributes["graph"]?.graph?.nodes.map(\.name) == ["make_inner_y"])
    #expect(node.attributes["graphs"]?.list?.compactMap(\.graph).map(\.outputs) == [["other_y"]])
  }

  // Printed by the script; integers of 64 bits as they were given to it.
  @Test(arguments: [
    ("FLOAT", ForeignTensor.Element.float32, [1.5, -0.0, 3.0000000054977558e+38]),
    ("DOUBLE", .float64, [3.141592653589793, -1e+300, 0.0]),
    ("FLOAT16", .float16, [0.0999755859375, -65504.0, 5.960464477539063e-08]),
    ("BFLOAT16", .bfloat16, [0.10009765625, -3.00405527047391e+38, 1.0]),
    ("INT8", .int8, [-128, 127, -1]), ("INT16", .int16, [-32768, 32767, -1]),
    ("INT32", .int32, [-2_147_483_648, 2_147_483_647, -1]),
    ("INT64", .int64, [-0x1p63, 0x1p63, -1]), ("UINT8", .uint8, [0, 255, 1]),
    ("UINT16", .uint16, [0, 65535, 1]), ("UINT32", .uint32, [0, 4_294_967_295, 1]),
    ("UINT64", .uint64, [0, 0x1p64, 1]), ("BOOL", .bool, [1, 0, 1]),
  ])
  func `numbers are the same from raw bytes and from typed fields`(
    name: String, element: ForeignTensor.Element, numbers: [Double]
  ) throws {
    let stored = try read("tensors").graph.stored
    for kind in ["raw", "typed"] {
      let tensor = try #require(stored["\(name)_\(kind)"]?.tensor)
      #expect(tensor.element == element && tensor.extents == [3])
      #expect(tensor.doubles().map(\.bitPattern) == numbers.map(\.bitPattern), "\(kind)")
    }
    if element == .int64 { #expect(stored["INT64_typed"]?.tensor.integers() == [.min, .max, -1]) }
  }

  @Test func `a scalar and a tensor without elements are read`() throws {
    let stored = try read("tensors").graph.stored
    #expect(stored["scalar"]?.tensor.extents == [])
    #expect(stored["scalar"]?.tensor.floats() == [2.5])
    #expect(stored["empty"]?.tensor.extents == [0, 3])
    #expect(stored["empty"]?.tensor.floats() == [])
  }

  @Test func `extents are numbers or symbols, and an unnamed one has a symbol of its own`() throws {
    let graph = try read("extents").graph
    #expect(graph.inputs.map(\.name) == ["x", "rankless", "s"])
    #expect(graph.inputs[0].extents == [.symbol("n"), .fixed(3), .symbol("x[2]")])
    #expect(graph.inputs[1].extents == nil)
    #expect(graph.inputs[1].element == .int64)
    #expect(graph.inputs[2].extents == [])
    #expect(
      graph.stated == [
        "h": [.symbol("2*n"), .fixed(3)], "free": [.symbol("free[0]"), .symbol("n"), .fixed(3)],
        "y": [.symbol("n"), .fixed(3), .symbol("m")],
      ])
  }

  @Test func `a subgraph uses values from around it`() throws {
    let graph = try read("branches").graph
    let node = try #require(graph.nodes.first)
    let branch = try #require(node.attributes["else_branch"]?.graph)
    #expect(branch.dialect == .onnx(opsets: ["": 17]))
    #expect(branch.nodes.map(\.operation) == ["Mul"])
    #expect(branch.nodes.first?.inputs.compactMap(\.valueName) == ["x", "w"])
    #expect(branch.outputs == ["Mul_y"])
    #expect(node.attributes["then_branch"]?.graph?.outputs == ["Add_y"])
  }

  @Test func `in version 3 of the format initializers are no inputs, and nodes are sorted`() throws {
    let file = try read("old")
    #expect(file.irVersion == 3)
    #expect(file.producer == nil)
    #expect(file.graph.dialect == .onnx(opsets: ["": 9]))
    #expect(file.metadata == ["author": "nobody", "classes": "a,b"])
    #expect(file.graph.inputs.map(\.name) == ["x"])
    #expect(file.graph.nodes.map(\.name) == ["Mul_1", "Add_0"])
    #expect(file.graph.storedOrder == ["w", "b"])
  }
}

struct WrongArgument: Error {}

extension ForeignGraph.Argument {
  var valueName: String? { if case .value(let name) = self { name } else { nil } }
  var number: Double? { if case .number(let number) = self { number } else { nil } }
  var integer: Int? { if case .integer(let integer) = self { integer } else { nil } }
  var text: String? { if case .text(let text) = self { text } else { nil } }
  var tensor: ForeignTensor? { if case .tensor(let tensor) = self { tensor } else { nil } }
  var list: [ForeignGraph.Argument]? { if case .list(let list) = self { list } else { nil } }
  var graph: ForeignGraph? { if case .graph(let graph) = self { graph } else { nil } }
}
