import Formats
import Models
import Networks

/// A network on its way to another program's graph: which of its values are there, in which form and under which name.
class NetworkExport {
  /// A form in which a node's value can be there.
  enum Form {
    /// With the extents of `Graph.values`.
    case declared
    /// One vector a sample, `[n, F]`.
    case vector
    /// Images, `[n, C, H, W]`.
    case image
    /// Truth values.
    case condition
  }

  let model: Model
  let graph: Graph
  let parameters: [ExportedParameter]
  let layout: ParameterLayout
  /// The file that is written; names it in errors.
  let path: String

  /// Names of values, by node and form.
  private var forms: [Int: [Form: String]] = [:]
  private var names: Set<String> = []
  /// The node that is being translated.
  var current = 0

  init(_ model: Model, path: String) {
    self.model = model
    graph = model.graph
    self.path = path
    parameters = ExportedParameter.all(of: model)
    layout = ParameterLayout(model.graph)
  }

  // MARK: What formats do in their own way

  /// The same numbers with the extents of a shape.
  func reshape(_ value: String, _ shape: ValueShape, part: String?, of node: Int?) -> String {
    preconditionFailure("a format reshapes")
  }

  /// A value whose axis `i` is axis `axes[i]` of the given one, which has such a shape.
  func transpose(_ value: String, _ shape: ValueShape, _ axes: [Int], part: String?) -> String {
    preconditionFailure("a format transposes")
  }

  /// One vector a sample.
  func flattened(_ node: Int) -> String { preconditionFailure("a format flattens") }

  /// Whether numbers are not 0.
  func truth(_ node: Int) -> String { preconditionFailure("a format compares") }

  /// The name of the value of a stored tensor.
  func name(of parameter: ExportedParameter) -> String { parameter.name }

  // MARK: The current node

  var inputs: [Int] { graph.nodes[current].inputs }

  /// The shape of an input.
  func shape(_ input: Int) -> ValueShape { graph.values[inputs[input]] }

  /// The shape of the result.
  var resultShape: ValueShape { graph.values[current] }

  /// Why the current node cannot be written.
  func refusal(_ reason: String) -> InterchangeError {
    let node = graph.nodes[current]
    return .node(path: path, node: node.name, operation: node.operation.name, reason: reason)
  }

  /// A name that nothing has yet.
  func unique(_ name: String) -> String {
    var result = name
    var number = 2
    while !names.insert(result).inserted {
      result = "\(name)_\(number)"
      number += 1
    }
    return result
  }

  // MARK: Values

  /// The value of a node with the extents that it has here.
  func value(_ node: Int) -> String {
    form(node, .declared) {
      guard let vector = forms[node]?[.vector] else { preconditionFailure("node \(node) is not there yet") }
      return reshape(vector, graph.values[node], part: "image", of: node)
    }
  }

  /// One vector a sample.
  func vector(_ node: Int) -> String {
    if graph.values[node].rank == 2, graph.values[node].batchAxis == 0 { return value(node) }
    return form(node, .vector) { flattened(node) }
  }

  /// Images, of one pixel where there is a vector.
  func image(_ node: Int) -> String {
    let shape = graph.values[node]
    if shape.rank == 4 { return value(node) }
    return form(node, .image) { reshape(value(node), ValueShape(shape.sample), part: "image", of: node) }
  }

  /// Truth values: whether numbers are not 0.
  func condition(_ node: Int) -> String { form(node, .condition) { truth(node) } }

  /// Says that a node's value is there in a form.
  func set(_ node: Int, _ form: Form, _ name: String) { forms[node, default: [:]][form] = name }

  /// The value in a form, which is made where it is not there.
  private func form(_ node: Int, _ form: Form, _ make: () -> String) -> String {
    if let known = forms[node]?[form] { return known }
    let name = make()
    set(node, form, name)
    return name
  }

  /// The values of the current node's parameters: those that it reads, then its own, in the layout's order.
  ///
  /// - Parameter steps: what is to be done to the first.
  func weights(_ steps: [ViewStep] = []) -> [String] {
    var result = inputs.dropFirst().map { value($0) }
    if let first = result.first { result[0] = view(first, graph.values[inputs[1]].extents, steps) }
    for index in layout.indices(of: current) { result.append(stored(index, result.isEmpty ? steps : [])) }
    return result
  }

  /// A stored block after further steps, of which what undoes the block's own leaves no trace.
  func stored(_ block: Int, _ steps: [ViewStep] = []) -> String {
    let parameter = parameters[block]
    let start = ParameterView(parameter.name, extents: parameter.tensor.extents)
    let path = (parameter.steps + steps).reduce(start) { $0.appending($1) }
    return view(name(of: parameter), parameter.tensor.extents, path.steps)
  }

  private func view(_ name: String, _ extents: [Int], _ steps: [ViewStep]) -> String {
    var (result, extents) = (name, extents)
    for step in steps {
      switch step {
      case .permute(let axes):
        result = transpose(result, ValueShape(extents, batchAxis: nil), axes, part: "order")
      case .reshape(let target):
        result = reshape(result, ValueShape(target, batchAxis: nil), part: "form", of: nil)
      case .reorder: preconditionFailure("a block with rows in another order is exported as it is here")
      }
      extents = step.extents(of: extents)
    }
    return result
  }

  // MARK: Samples

  /// What the user gives for an input: vectors as `[n, F]`, though ours are images of one pixel.
  func givenShape(_ node: Int) -> ValueShape {
    let shape = graph.values[node]
    return shape.isVector ? ValueShape([1, shape.count], element: shape.element) : shape
  }

  /// The name that an input had in the file of an imported network, else its own.
  func givenName(_ position: Int) -> String {
    let original = model.imported.flatMap { $0.inputs.indices.contains(position) ? $0.inputs[position] : nil }
    return original ?? graph.nodes[graph.inputNodes[position]].name
  }

  /// Mean and reciprocal deviation of each channel, where they change anything, with their extents beside the samples'.
  func normalization(
    _ node: Int
  ) -> (extents: [Int], means: [Float]?, scales: [Float]?) {
    let (shape, normalization) = (givenShape(node), model.preprocessing)
    let channels = shape.isImage ? [shape.extents[1], 1, 1] : Array(shape.extents.dropFirst())
    return (
      normalization.mean.count == 1 ? [] : channels,
      normalization.mean.contains { $0 != 0 } ? normalization.mean.map { Float($0) } : nil,
      normalization.deviation.contains { $0 != 1 } ? normalization.deviation.map { Float(1 / $0) } : nil
    )
  }
}
