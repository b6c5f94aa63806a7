import Formats
import Models
import Networks

/// Translates a network to nodes of ONNX, one of ours after the other.
final class ONNXExport {
  /// The version of the operators: the first whose group normalization has a scale per channel.
  static let opset = 21
  /// The version of the format that came with the operators.
  static let ir = 10

  /// A form in which a node's value is there.
  enum Form {
    /// The extents of `Graph.values`.
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
  private let path: String
  let parameters: [ExportedParameter]
  private let layout: ParameterLayout

  private(set) var nodes: [ForeignGraph.Node] = []
  private var stored: [String: ForeignGraph.Stored] = [:]
  private var storedOrder: [String] = []
  private var names: Set<String> = []
  /// Names of values, by node and form.
  private var forms: [Int: [Form: String]] = [:]
  private var integerLists: [[Int]: String] = [:]
  private var inputs: [ForeignGraph.Input] = []
  private let output: String
  /// The node that is being translated.
  private var current = 0
  private var batch: String?

  init(_ model: Model, path: String) {
    self.model = model
    graph = model.graph
    self.path = path
    parameters = ExportedParameter.all(of: model)
    layout = ParameterLayout(model.graph)
    for parameter in parameters where names.insert(parameter.name).inserted {
      store(parameter.tensor, as: parameter.name, parameter.role.isTrainable ? .parameter : .buffer)
    }
    output = ""
    declareInputs()
  }

  // MARK: The graph

  /// The whole network.
  func foreignGraph() throws(InterchangeError) -> ForeignGraph {
    let last = graph.nodes.count - 1
    for index in graph.nodes.indices where graph.nodes[index].operation.as(Input.self) == nil {
      current = index
      set(index, .declared, try result(of: graph.nodes[index].operation))
    }
    let result = finished(value(last))
    let shape = graph.values[last]
    return ForeignGraph(
      dialect: .onnx(opsets: ["": Self.opset]), nodes: nodes, inputs: inputs, stored: stored,
      storedOrder: storedOrder, outputs: [result],
      stated: [result: shape.extents.enumerated().map { $0 == shape.batchAxis ? Self.samples($1) : .fixed($1) }])
  }

  /// The extent of the axis of the samples.
  private static func samples(_ count: Int) -> ForeignGraph.Extent { .symbol(count == 1 ? "n" : "\(count)*n") }
}
