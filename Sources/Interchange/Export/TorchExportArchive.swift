import Formats
import Networks

/// Writes what a network was translated to as the archive that `torch.export.load` reads.
///
/// A zip of raw tensors and a description in JSON, of schema 8 (`torch/_export/serde/schema.py`). Nothing is pickled:
/// the example inputs, which PyTorch pickles, are left out.
struct TorchExportArchive {
  let export: TorchGraphExport
  /// Name of the output's value.
  let output: String

  /// What PyTorch 2.13 writes for the graph's language and its operators.
  private static let (schema, revision, operators, torch) = (8, 20, 10, "2.13.0")

  /// The bytes of the archive.
  func bytes() -> [UInt8] {
    var zip = ZipWriter()
    func add(_ name: String, _ text: String) { zip.add("model/\(name)", Array(text.utf8)) }
    add("archive_format", "pt2")
    add("archive_version", "0")
    add("byteorder", "little")
    add(".data/version", "6\n")
    add("models/model.json", program.text)
    addTensors(
      export.state.map { ($0.parameter.name, $0.value, $0.parameter.tensor) }, to: &zip, folder: "weights",
      file: "weight")
    addTensors(
      export.constants.map { ($0.value, $0.value, $0.tensor) }, to: &zip, folder: "constants", file: "tensor")
    add("data/sample_inputs/model.pt", "")
    return zip.archive()
  }

  private func addTensors(
    _ tensors: [(name: String, value: String, tensor: ForeignTensor)], to zip: inout ZipWriter,
    folder: String, file: String
  ) {
    var entries: [(String, OrderedJSON)] = []
    for (index, (name, value, tensor)) in tensors.enumerated() {
      // Every tensor here was made of numbers in row-major order.
      zip.add("model/data/\(folder)/\(file)_\(index)", tensor.storage.bytes)
      entries.append(
        (
          name,
          .object([
            ("path_name", .text("\(file)_\(index)")),
            ("is_param", .flag(export.tensors[value]?.isTrainable ?? false)),
            ("use_pickle", .flag(false)), ("tensor_meta", description(value)),
          ])
        ))
    }
    let config = OrderedJSON.object([("config", .object(entries))])
    zip.add("model/data/\(folder)/model_\(folder)_config.json", Array(config.text.utf8))
  }

  // MARK: The program

  private var program: OrderedJSON {
    .object([
      (
        "graph_module",
        .object([
          ("graph", graph), ("signature", signature), ("module_call_graph", calls), ("metadata", .object([])),
          ("treespec_namedtuple_fields", .object([])),
        ])
      ),
      ("opset_version", .object([("aten", .integer(Self.operators))])),
      ("range_constraints", .object([("n", .object([("min_val", .integer(0)), ("max_val", .null)]))])),
      ("schema_version", .object([("major", .integer(Self.schema)), ("minor", .integer(Self.revision))])),
      ("verifiers", .list([.text("TRAINING")])), ("torch_version", .text(Self.torch)),
      ("guards_code", .list([])),
    ])
  }

  private var placeholders: [String] {
    export.state.map(\.value) + export.constants.map(\.value) + export.given
  }

  private var graph: OrderedJSON {
    let integers: [(String, OrderedJSON)] = export.samples.map { [($0, count(1))] } ?? []
    return .object([
      ("inputs", .list(placeholders.map { tensor($0) })), ("outputs", .list([tensor(output)])),
      ("nodes", .list(export.nodes.map(description))),
      ("tensor_values", .object(export.tensorOrder.map { ($0, description($0)) })),
      ("sym_int_values", .object(integers)), ("sym_bool_values", .object([])),
      ("is_single_tensor_return", .flag(false)), ("custom_obj_values", .object([])),
      ("sym_float_values", .object([])),
    ])
  }

  private var signature: OrderedJSON {
    let state = export.state.map { value, parameter -> OrderedJSON in
      let argument = ("arg", name(value))
      return parameter.role.isTrainable
        ? .object([("parameter", .object([argument, ("parameter_name", .text(parameter.name))]))])
        : .object([
          (
            "buffer",
            .object([argument, ("buffer_name", .text(parameter.name)), ("persistent", .flag(true))])
          )
        ])
    }
    let constants = export.constants.map { value, _ -> OrderedJSON in
      .object([("tensor_constant", .object([("arg", name(value)), ("tensor_constant_name", .text(value))]))])
    }
    let inputs = export.given.map { OrderedJSON.object([("user_input", .object([("arg", tensor($0))]))]) }
    return .object([
      ("input_specs", .list(state + constants + inputs)),
      ("output_specs", .list([.object([("user_output", .object([("arg", tensor(output))]))])])),
    ])
  }

  /// How the module is called: with tensors in their order, for one tensor.
  private var calls: OrderedJSON {
    func tree(_ type: String, _ context: String, _ children: [OrderedJSON]) -> OrderedJSON {
      .object([("type", .text(type)), ("context", .text(context)), ("children_spec", .list(children))])
    }
    let leaf = OrderedJSON.object([("type", .null), ("context", .null), ("children_spec", .list([]))])
    let arguments = tree(
      "builtins.tuple", "null",
      [tree("builtins.tuple", "null", export.given.map { _ in leaf }), tree("builtins.dict", "[]", [])])
    return .list([
      .object([
        ("fqn", .text("")),
        (
          "signature",
          .object([
            ("inputs", .list([])), ("outputs", .list([])),
            ("in_spec", .text(OrderedJSON.list([.integer(1), arguments]).text)),
            ("out_spec", .text(OrderedJSON.list([.integer(1), leaf]).text)),
            ("forward_arg_names", .list(export.given.map { .text($0) })),
          ])
        ),
      ])
    ])
  }

  // MARK: Nodes

  private func description(_ node: TorchGraphExport.Node) -> OrderedJSON {
    func inputs(_ arguments: [(String, TorchGraphExport.Argument)], kind: Int) -> [OrderedJSON] {
      arguments.map {
        .object([("name", .text($0)), ("arg", description($1)), ("kind", .integer(kind))])
      }
    }
    let outputs = node.outputs.map {
      node.isSize ? OrderedJSON.object([("as_sym_int", symbol($0))]) : tensor($0)
    }
    return .object([
      ("target", .text("torch.ops.\(node.target)")),
      // By position, and by name.
      ("inputs", .list(inputs(node.arguments, kind: 1) + inputs(node.options, kind: 2))),
      ("outputs", .list(outputs)), ("metadata", .object([])), ("is_hop_single_tensor_return", .null),
      ("name", .text(node.name)),
    ])
  }

  private func description(_ argument: TorchGraphExport.Argument) -> OrderedJSON {
    switch argument {
    case .none: .object([("as_none", .flag(true))])
    case .tensor(let value): tensor(value)
    case .tensors(let values): .object([("as_tensors", .list(values.map { name($0) }))])
    case .integer(let number): .object([("as_int", .integer(number))])
    case .integers(let numbers): .object([("as_ints", .list(numbers.map { .integer($0) }))])
    case .sizes(let sizes):
      .object([
        (
          "as_sym_ints",
          .list(sizes.map { $0.map { .object([("as_int", .integer($0))]) } ?? symbol(export.samples ?? "") })
        )
      ])
    case .number(let number): .object([("as_float", .number(number))])
    case .flag(let flag): .object([("as_bool", .flag(flag))])
    case .text(let text): .object([("as_string", .text(text))])
    case .type(let type): .object([("as_scalar_type", .integer(type))])
    }
  }

  private func name(_ value: String) -> OrderedJSON { .object([("name", .text(value))]) }

  private func tensor(_ value: String) -> OrderedJSON { .object([("as_tensor", name(value))]) }

  private func symbol(_ value: String) -> OrderedJSON { .object([("as_name", .text(value))]) }

  /// The shape of a value, in row-major order.
  private func description(_ value: String) -> OrderedJSON {
    guard let tensor = export.tensors[value] else { preconditionFailure("no value \(value)") }
    let shape = tensor.shape
    var strides: [OrderedJSON] = []
    var (stride, hasSamples) = (1, false)
    for (axis, extent) in shape.extents.enumerated().reversed() {
      strides.insert(hasSamples ? count(stride) : .object([("as_int", .integer(stride))]), at: 0)
      stride *= extent
      if axis == shape.batchAxis { hasSamples = true }
    }
    let sizes = shape.extents.enumerated().map { axis, extent in
      axis == shape.batchAxis ? count(extent) : .object([("as_int", .integer(extent))])
    }
    return .object([
      ("dtype", .integer(tensor.type)), ("sizes", .list(sizes)), ("requires_grad", .flag(tensor.isTrainable)),
      ("device", .object([("type", .text("cpu")), ("index", .null)])), ("strides", .list(strides)),
      // Neither sparse nor of another library.
      ("storage_offset", .object([("as_int", .integer(0))])), ("layout", .integer(7)),
    ])
  }

  /// A multiple of the number of samples; the hint is that of two.
  private func count(_ factor: Int) -> OrderedJSON {
    let samples = "Symbol('n', positive=True, integer=True)"
    return .object([
      (
        "as_expr",
        .object([
          ("expr_str", .text(factor == 1 ? samples : "Mul(Integer(\(factor)), \(samples))")),
          ("hint", .object([("as_int", .integer(2 * factor))])),
        ])
      )
    ])
  }
}
