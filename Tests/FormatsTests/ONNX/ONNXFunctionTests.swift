import Formats
import Testing

/// Functions of a model, replaced by their nodes.
struct ONNXFunctionTests {
  /// Runs a graph of the five operations that the fixture has.
  private func run(_ graph: ForeignGraph, _ x: [Float]) throws -> [[Float]] {
    var values = graph.stored.mapValues { $0.tensor.floats() }
    values["x"] = x
    for node in graph.nodes {
      let inputs = try node.inputs.compactMap(\.valueName).map { try #require(values[$0]) }
      let result: [Float]
      switch node.operation {
      case "Constant": result = [Float(try #require(node.attributes["value_float"]?.number))]
      case "LeakyRelu":
        let slope = Float(try #require(node.attributes["alpha"]?.number))
        result = inputs[0].map { $0 < 0 ? slope * $0 : $0 }
      case "Mul": result = inputs[0].map { $0 * inputs[1][0] }
      case "Sub": result = zip(inputs[0], inputs[1]).map { $0 - $1 }
      case "Identity": result = inputs[0]
      default: throw WrongArgument()
      }
      values[node.outputs[0]] = result
    }
    return try graph.outputs.map { try #require(values[$0]) }
  }

  // The numbers of onnxruntime, printed by Scripts/onnx-files.py; the second output is x through Twice alone: the
  // first by the inverse of Scaled with factor 10 and slope 0.25.
  @Test(
    arguments: [
      ([-1, 2], [-4.375, 100], [-1.75, 10]), ([4, -8], [230, -20], [23, -8]),
    ] as [([Float], [Float], [Float])])
  func `a model with functions computes what it does with them`(x: [Float], y: [Float], same: [Float]) throws
  {
    let graph = try ONNXFile(reading: ONNXFixture.path("functions.onnx")).graph
    #expect(try run(graph, x) == [y, same])
  }

  @Test func `nodes of a function are named after the call and the node`() throws {
    let graph = try ONNXFile(reading: ONNXFixture.path("functions.onnx")).graph
    #expect(
      graph.nodes.map(\.name) == [
        "call/first/factor", "call/first/leaky", "call/first/product", "call/second/factor",
        "call/second/leaky",
        "call/second/product", "call/difference", "last/factor", "last/leaky", "last/product", "last/same",
      ])
  }

  private func function(
    _ name: String, inputs: [String], outputs: [String], nodes: [[UInt8]], opset: Int = 17
  ) -> [UInt8] {
    Wire.data(
      25,
      Wire.text(1, name) + inputs.flatMap { Wire.text(4, $0) } + outputs.flatMap { Wire.text(5, $0) }
        + nodes.flatMap { Wire.data(7, $0) } + Wire.data(9, Wire.integer(2, opset)) + Wire.text(10, "own"))
  }

  private func call(_ name: String, _ inputs: [String], _ outputs: [String]) -> [UInt8] {
    Wire.node(name, inputs, outputs, name: "call", Wire.text(7, "own"))
  }

  private func model(_ node: [UInt8], _ functions: [UInt8]) -> [UInt8] {
    Wire.model(Wire.graph([node], inputs: [Wire.value("x", [2])], outputs: ["y"]), functions)
  }

  @Test func `a call may leave out inputs and outputs`() throws {
    let body = function(
      "f", inputs: ["a", "b"], outputs: ["r", "s"],
      nodes: [Wire.node("Clip", ["a", "b"], ["r"]), Wire.node("Relu", ["r"], ["s"])])
    let graph = try parsed(model(call("f", ["x"], ["y"]), body)).graph
    #expect(graph.nodes.map { $0.inputs.map { $0.valueName ?? "none" } } == [["x", "none"], ["y"]])
    #expect(graph.nodes.map(\.outputs) == [["y"], ["call:1/s"]])
  }

  @Test func `a function without end is refused`() {
    let body = function("f", inputs: ["a"], outputs: ["r"], nodes: [call("f", ["a"], ["r"])])
    #expect(
      reason(model(call("f", ["x"], ["y"]), body))?.hasPrefix("unsupported: the call call/call") == true)
  }

  @Test func `functions that call one another twice each are refused before they fill the memory`() {
    // 50 nodes in a function, 16 of them calls: 50¹⁶ nodes.
    let bodies = (0..<15).flatMap { level in
      function(
        "f\(level)", inputs: ["a"], outputs: ["r49"],
        nodes: (0..<50).map { call("f\(level + 1)", [$0 == 0 ? "a" : "r\($0 - 1)"], ["r\($0)"]) })
    }
    let last = function("f15", inputs: ["a"], outputs: ["r"], nodes: [Wire.node(["a"], ["r"])])
    #expect(
      reason(model(call("f0", ["x"], ["y"]), bodies + last))?.contains("makes it too large") == true)
  }

  @Test func `what is not simple is refused by the function's name`() {
    let graph = Wire.text(1, "body") + Wire.data(6, Wire.graph([], outputs: [])) + Wire.integer(20, 5)
    let cases: [([UInt8], String)] = [
      (
        function(
          "f", inputs: ["a"], outputs: ["r"], nodes: [Wire.node("If", ["a"], ["r"], Wire.data(5, graph))]),
        "a graph within a function"
      ),
      (
        function("f", inputs: ["a"], outputs: ["r"], nodes: [], opset: 13),
        "the function f is written for another version"
      ),
      (function("f", inputs: [], outputs: ["r"], nodes: []), "more inputs or outputs than the function"),
      (function("f", inputs: ["a"], outputs: ["r"], nodes: []), "which nothing makes"),
      (
        function("f", inputs: ["a"], outputs: ["r"], nodes: [Wire.node(["b"], ["r"])]),
        "uses the value call:1/b"
      ),
      (
        function("f", inputs: ["a"], outputs: ["a"], nodes: [Wire.node(["a"], ["a"])]),
        "makes its own input a"
      ),
    ]
    for (body, text) in cases {
      let found = reason(model(call("f", ["x"], ["y"]), body)) ?? "nothing"
      #expect(found.contains(text), "\(found)")
    }
  }
}
