import Formats
import Testing

/// The names of modules beside a node, as Python prints them.
struct ONNXScopeTests {
  private func scope(_ list: String) throws -> String? {
    let entry = Wire.text(1, "pkg.torch.onnx.name_scopes") + Wire.text(2, list)
    let node = Wire.node(["x"], ["y"], Wire.data(9, entry))
    let model = Wire.model(Wire.graph([node], inputs: [Wire.value("x", [2])], outputs: ["y"]))
    return try parsed(model).graph.nodes[0].scope
  }

  @Test(arguments: [
    ("['', 'layer1', 'layer1.0', 'conv2d_3']", "layer1.0"),
    ("['', 'layer1', '', 'add']", "layer1"),
    (#"["", "it's", "add"]"#, "it's"),
    (#"['', 'it\'s \\ "x"', 'add']"#, #"it's \ "x""#),
    ("['a',  'b','c']", "b"),
  ])
  func `the deepest module with a name is the scope`(list: String, module: String) throws {
    #expect(try scope(list) == module)
  }

  @Test(arguments: [
    "['', 'add']", "['add']", "[]", "", "['a", "['a' 'b']", "[a, b]", "['a', 'b'", "[1, 2]", #"['a\"#, "[",
  ])
  func `a node of the root and text that is no list have no scope`(list: String) throws {
    #expect(try scope(list) == nil)
  }
}
