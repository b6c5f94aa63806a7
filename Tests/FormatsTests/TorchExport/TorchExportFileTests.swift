import Formats
import Testing

@Suite struct TorchExportFileTests {
  @Test(arguments: ExportFixture.names)
  func `an archive is read as PyTorch has it in memory`(_ name: String) throws {
    let fixture = ExportFixture(name)
    let read = ExportListing(file: try fixture.file()).lines
    let expected = try fixture.lines()
    for (line, wanted) in zip(read, expected) { #expect(line == wanted) }
    #expect(read.count == expected.count)
  }

  @Test func `the producer is the version of PyTorch`() throws {
    let file = try ExportFixture("plain").file()
    #expect(file.producer == "pytorch 2.13.0+cpu")
    #expect(file.graph.producer == file.producer)
  }

  @Test(arguments: ExportFixture.names)
  func `training mode is seen in batch normalization and dropout only`(_ name: String) throws {
    #expect(try ExportFixture(name).file().isTraining == ["training", "decomposed"].contains(name))
  }

  @Test(arguments: ["training": "running_mean", "decomposed": "running_mean"])
  func `normalization by the batch alone is no training mode`(_ name: String, _ argument: String) throws {
    let without = try ExportFixture(name).replacing(
      #""name": "\#(argument)", "arg": {"as_tensor": {"name": "b_features_1_running_mean"}}"#,
      by: #""name": "\#(argument)", "arg": {"as_none": true}"#)
    #expect(try !TorchExportFile(without, path: "changed").isTraining)
  }

  @Test(arguments: ExportFixture.names)
  func `changed buffers are noted, and are no outputs`(_ name: String) throws {
    let file = try ExportFixture(name).file()
    #expect(file.updatesState == (name == "decomposed"))
    if name == "decomposed" { #expect(file.graph.outputs == ["addmm"]) }
  }

  @Test(arguments: ExportFixture.names)
  func `half precision that is switched on is noted`(_ name: String) throws {
    #expect(try ExportFixture(name).file().usesAutocast == (name == "half"))
  }

  @Test func `tied weights are the same view of the same bytes`() throws {
    let stored = try ExportFixture("tied").file().graph.stored
    let table = try #require(stored["p_table_weight"]?.tensor)
    let head = try #require(stored["p_out_weight"]?.tensor)
    #expect(table.isSame(as: head))
    // Slices of one storage share its bytes, and are not the same.
    let unused = try #require(stored["p_mixed_unused"]?.tensor)
    let wide = try #require(stored["p_mixed_wide"]?.tensor)
    #expect(unused.storage === wide.storage)
    #expect(!unused.isSame(as: wide))
    #expect(!table.isSame(as: wide))
  }

  @Test func `values are stored in the order of the state dict`() throws {
    let graph = try ExportFixture("tied").file().graph
    let names = graph.storedOrder.compactMap { graph.stored[$0]?.name }
    #expect(
      names == [
        "scale", "table.weight", "norm.weight", "norm.bias", "out.weight", "mixed.turned", "mixed.unused",
        "mixed.wide", "positions",
      ])
  }

  @Test func `symbolic integers have the extents that they stand for`() throws {
    let file = try ExportFixture("grown").file()
    #expect(file.integers == ["sym_size_int_1": .symbol("s77"), "mul": .symbol("2*s77")])
    #expect(file.graph.stated["mul"] == [])
    #expect(file.graph.inputs.first?.extents == [.symbol("s77"), .fixed(2), .fixed(3)])
  }

  @Test(arguments: [
    ("Symbol('n', positive=True, integer=True)", "n"),
    ("Mul(Integer(4), Symbol('s77', positive=True, integer=True))", "4*s77"),
    ("Mul(Integer(2), Add(Symbol('n'), Integer(-1)))", "2*(n + -1)"),
    ("Min(Integer(12), Mul(Integer(4), Symbol('n')))", "Min(12, 4*n)"),
    ("Pow(Symbol('n'), Rational(1, 2))", "n**(1/2)"),
    ("FloorDiv(Symbol('n'), Integer(2))", "FloorDiv(n, 2)"),
    ("4*s77 + 1", "4*s77 + 1"), ("Mul(Symbol('n')", "Mul(Symbol('n')"), ("f((", "f(("), ("", ""),
  ])
  func `an expression is written in the usual signs where it is understood`(_ text: String, _ sign: String)
    throws
  {
    let storage = try ExportFixture("grown").replacing(
      "Mul(Integer(2), Symbol('s77', positive=True, integer=True))", by: text)
    #expect(try TorchExportFile(storage, path: "changed").integers["mul"] == .symbol(sign))
  }

  @Test func `an expression without symbols is a number`() throws {
    let storage = try ExportFixture("grown").replacing(
      "Mul(Integer(2), Symbol('s77', positive=True, integer=True))", by: "Integer(12)")
    #expect(try TorchExportFile(storage, path: "changed").graph.stated["reshape"] == [.fixed(12), .fixed(3)])
  }

  @Test func `escapes in names are resolved`() throws {
    let storage = try ExportFixture("plain").replacing(#""x""#, by: #""\u00e9\ud83d\ude00\"\/\n""#)
    #expect(try TorchExportFile(storage, path: "changed").graph.inputs.map(\.name) == ["é😀\"/\n"])
  }

  @Test func `the branches of a condition are graphs`() throws {
    let node = try #require(
      ExportFixture("branching").file().graph.nodes.first { $0.operation == "higher_order.cond" })
    guard case .graph(let first) = node.inputs[1], case .graph(let second) = node.inputs[2],
      case .list(let operands) = node.inputs[3]
    else {
      Issue.record("\(node.inputs)")
      return
    }
    #expect(first.nodes.map(\.operation) == ["aten.linear.default"])
    #expect(second.nodes.map(\.operation) == ["aten.sub.Tensor"])
    #expect(first.inputs.count == operands.count)
    #expect(first.inputs.first?.extents == [.fixed(2), .fixed(3)])
    #expect(first.outputs == first.nodes.first?.outputs)
  }

  @Test func `a name within a wrapper that is used elsewhere is changed`() throws {
    // `mul` is made within a wrapper, `add` after it: now both are `add`.
    let storage = try ExportFixture("wrapped").replacing(#""mul""#, by: #""add""#)
    let nodes = try TorchExportFile(storage, path: "changed").graph.nodes
    #expect(nodes.map(\.outputs) == [["linear"], ["cos"], ["add.1"], ["linear_1"], ["add"]])
    #expect(nodes[3].inputs.first?.name == "add.1")
    #expect(nodes[4].inputs.map(\.name) == ["linear_1", "linear"])
  }

  @Test(arguments: ["model", "modèle 😀", "a.b", "-"])
  func `the folder in the archive may have any name`(_ folder: String) throws {
    let storage = ExportFixture.archive(try ExportFixture("plain").entries(), folder: folder)
    #expect(try TorchExportFile(storage, path: "changed").graph.nodes.count == 5)
  }

  @Test(arguments: [
    ("features.0", "features.0"), ("features.0@1", "features.0"), ("L__self__.features.0", "features.0"),
    ("L['self'].features[0]", "features.0"), ("L['self'].blocks['a'].b", "blocks.a.b"), ("L['self']", ""),
  ])
  func `the scope is the path of the innermost module`(_ written: String, _ scope: String) throws {
    let storage = try ExportFixture("plain").replacing(
      ",features.0,torch.nn", by: ",\(written),torch.nn")
    #expect(try TorchExportFile(storage, path: "changed").graph.nodes.first?.scope == scope)
  }

  @Test func `of several networks the one called model is read`() throws {
    let storage = try ExportFixture("plain").changed { $0["models/other.json"] = Array("{}".utf8) }
    #expect(try TorchExportFile(storage, path: "changed").graph.nodes.count == 5)
  }
}

extension ForeignGraph.Argument {
  fileprivate var name: String? {
    if case .value(let name) = self { name } else { nil }
  }
}
