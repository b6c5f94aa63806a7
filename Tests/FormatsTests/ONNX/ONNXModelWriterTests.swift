import Formats
import Testing

/// Our own models.
struct ONNXModelWriterTests {
  private let writer = ONNXModelWriter(producer: "landscape", version: "1.0", opset: 17, ir: 8)

  private func stored(_ name: String, _ tensor: ForeignTensor) -> (String, ForeignGraph.Stored) {
    (name, ForeignGraph.Stored(name: name, tensor: tensor, kind: .parameter))
  }

  private func integers(_ numbers: [Int]) -> ForeignTensor {
    let bytes = numbers.flatMap { number in withUnsafeBytes(of: Int64(number).littleEndian) { Array($0) } }
    guard let tensor = ForeignTensor(.int64, extents: [numbers.count], storage: ByteStorage(bytes)) else {
      preconditionFailure("integers that do not fit their own count")
    }
    return tensor
  }

  /// Two layers, of which the second has its weights stored transposed, and the class with the largest logit.
  private var network: ForeignGraph {
    get throws {
      let columns = ForeignTensor([1, 2, -3, -4, 5, 6], extents: [2, 3])
      let transposed = try #require(
        ForeignTensor(.float32, extents: [3, 2], strides: [1, 3], storage: columns.storage))
      let tensors = [
        stored("w1", ForeignTensor([1, -1, 0.5, 2, 0, 1], extents: [3, 2])),
        stored("b1", ForeignTensor([0.5, 0, -1], extents: [3])),
        stored("w2", transposed), stored("shape", integers([-1, 2])),
      ]
      return ForeignGraph(
        dialect: .onnx(opsets: ["": 17]),
        nodes: [
          ForeignGraph.Node(
            name: "dense", operation: "Gemm", inputs: [.value("x"), .value("w1"), .value("b1")],
            attributes: ["transB": .flag(true), "alpha": .number(1)], outputs: ["h"]),
          ForeignGraph.Node(
            name: "bounded", operation: "Clip", inputs: [.value("h"), .none, .value("six")], outputs: ["c"]),
          ForeignGraph.Node(
            name: "six", operation: "Constant", inputs: [],
            attributes: ["value": .tensor(ForeignTensor([6], extents: []))], outputs: ["six"]),
          ForeignGraph.Node(
            name: "product", operation: "MatMul", inputs: [.value("c"), .value("w2")], outputs: ["p"]),
          ForeignGraph.Node(
            name: "reshape", operation: "Reshape", inputs: [.value("p"), .value("shape")], outputs: ["logits"]
          ),
          ForeignGraph.Node(
            name: "class", operation: "ArgMax", inputs: [.value("logits")],
            attributes: ["axis": .integer(1), "keepdims": .integer(0)], outputs: ["class"]),
        ].sorted { $0.name == "six" && $1.name != "six" },
        inputs: [ForeignGraph.Input(name: "x", element: .float32, extents: [.symbol("n"), .fixed(2)])],
        stored: Dictionary(uniqueKeysWithValues: tensors), storedOrder: tensors.map(\.0),
        outputs: ["logits", "class"],
        stated: ["logits": [.symbol("n"), .fixed(2)], "class": [.symbol("n")]])
    }
  }

  private func written() throws -> [UInt8] {
    try writer.bytes(
      of: network, name: "network", outputElements: ["class": .int64], metadata: ["note": "a test"],
      path: "a.onnx")
  }

  // onnx.checker has passed written.onnx with full_check, and for x = [[1, 2], [3, 4], [-5, 6]] onnxruntime has
  // computed the logits [[5.5, 30.5], [2.5, 50], [-13.5, 102]], as by hand: both by Scripts/onnx-files.py.
  @Test func `a model is the one that onnx has checked`() throws {
    #expect(try written() == ONNXFixture.bytes("written.onnx"))
  }

  @Test func `a model that was written is read again`() throws {
    let file = try parsed(try written())
    let network = try network
    #expect(file.producer == "landscape 1.0")
    #expect(file.irVersion == 8)
    #expect(file.metadata == ["note": "a test"])
    #expect(file.graph.dialect == network.dialect)
    #expect(file.graph.nodes.map(\.name) == network.nodes.map(\.name))
    #expect(file.graph.nodes.map(\.operation) == network.nodes.map(\.operation))
    #expect(
      file.graph.nodes.map { $0.inputs.map(\.valueName) } == network.nodes.map { $0.inputs.map(\.valueName) })
    #expect(file.graph.nodes.map(\.outputs) == network.nodes.map(\.outputs))
    #expect(file.graph.storedOrder == network.storedOrder)
    for name in network.storedOrder {
      let tensor = try #require(file.graph.stored[name]?.tensor)
      #expect(tensor.extents == network.stored[name]?.tensor.extents)
      #expect(tensor.doubles() == network.stored[name]?.tensor.doubles())
      #expect(tensor.isRowMajor)
    }
    #expect(file.graph.inputs[0].extents == network.inputs[0].extents)
    #expect(file.graph.outputs == network.outputs)
    #expect(file.graph.stated == network.stated)
    #expect(file.graph.nodes[1].attributes["transB"]?.integer == 1)
    #expect(file.graph.nodes[0].attributes["value"]?.tensor?.floats() == [6])
  }

  // The fixture is onnx's own, with every type of attribute.
  @Test func `each type of attribute is written as it was read`() throws {
    let graph = try ONNXFile(reading: ONNXFixture.path("attributes.onnx")).graph
    let bytes = try writer.bytes(of: graph, name: "attributes", path: "a.onnx")
    let again = try parsed(bytes).graph
    #expect(again.nodes[0].operation == "test.domain.Everything")
    #expect(again.dialect == graph.dialect)
    for (name, argument) in graph.nodes[0].attributes {
      let other = try #require(again.nodes[0].attributes[name])
      #expect(
        other.number == argument.number && other.integer == argument.integer && other.text == argument.text)
      #expect(other.list?.map(\.number) == argument.list?.map(\.number), "\(name)")
      #expect(other.list?.map(\.integer) == argument.list?.map(\.integer), "\(name)")
      #expect(other.list?.map(\.text) == argument.list?.map(\.text), "\(name)")
      #expect(other.tensor?.integers() == argument.tensor?.integers(), "\(name)")
      #expect(
        other.list?.map { $0.tensor?.doubles() } == argument.list?.map { $0.tensor?.doubles() }, "\(name)")
      #expect(other.graph?.nodes.map(\.name) == argument.graph?.nodes.map(\.name), "\(name)")
    }
    #expect(again.nodes[0].attributes["graphs"]?.list?.first?.graph?.outputs == ["other_y"])
    #expect(try writer.bytes(of: again, name: "attributes", path: "a.onnx") == bytes)
  }

  @Test func `a list with a fraction is one of numbers`() throws {
    let node = ForeignGraph.Node(
      name: "n", operation: "Test", inputs: [], attributes: ["a": .list([.integer(1), .number(0.5)])],
      outputs: ["y"])
    let graph = ForeignGraph(
      dialect: .onnx(opsets: [:]), nodes: [node], inputs: [], stored: [:], storedOrder: [], outputs: ["y"])
    let again = try parsed(try writer.bytes(of: graph, name: "g", path: "a.onnx")).graph
    #expect(again.nodes[0].attributes["a"]?.list?.compactMap(\.number) == [1, 0.5])
  }

  @Test func `a tensor of 2 GiB is refused`() throws {
    // The same four bytes over and over: a stride of 0.
    let tensor = try #require(
      ForeignTensor(.float32, extents: [1 << 29], strides: [0], storage: ByteStorage([0, 0, 0, 0])))
    let graph = ForeignGraph(
      dialect: .onnx(opsets: ["": 17]), nodes: [], inputs: [],
      stored: Dictionary(uniqueKeysWithValues: [stored("w", tensor)]),
      storedOrder: ["w"], outputs: ["w"])
    #expect(
      throws: FormatError.unsupported(
        path: "a.onnx", reason: "the tensor w has 2 GiB or more, which no file of protobuf may have")
    ) { try writer.bytes(of: graph, name: "g", path: "a.onnx") }
  }
}
