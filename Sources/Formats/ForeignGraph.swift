/// A network as another program wrote it: nodes with names, operations and arguments, before anything is translated.
///
/// Values are named by text that is unique in a graph. Nodes come in an order in which each value is made before it is used.
package struct ForeignGraph: Sendable {
  /// Whose operations the nodes name.
  package enum Dialect: Hashable, Sendable {
    /// ONNX with the version of each domain's operators; the usual domain is the empty text.
    case onnx(opsets: [String: Int])
    /// PyTorch's ATen operators as `torch.export` writes them, such as `aten.conv2d.default`.
    case torch
  }

  /// What a node's operation is applied to.
  package indirect enum Argument: Sendable {
    /// An optional argument that is not given.
    case none
    /// A value by name: a tensor, or in PyTorch's graphs a symbolic integer.
    case value(String)
    case integer(Int)
    case number(Double)
    case flag(Bool)
    case text(String)
    case tensor(ForeignTensor)
    case list([Argument])
    /// The body of a control-flow operation.
    case graph(ForeignGraph)
  }

  package struct Node: Sendable {
    /// Unique in most files; may be empty in ONNX.
    package let name: String
    /// Such as `Conv`, `com.microsoft.Gelu` (with the domain, unless it is the usual one) or `aten.conv2d.default`.
    package let operation: String
    /// By position.
    ///
    /// PyTorch's arguments with a name are in `attributes` as well, under that name.
    package let inputs: [Argument]
    package let attributes: [String: Argument]
    /// Names of the results; empty text for one that nobody uses.
    package let outputs: [String]
    /// Path of the module that the node belongs to, such as `layer1.0.conv1`, where the file says it.
    package let scope: String?
    /// Names of the exporter's rules that made the node of others, such as `FuseBatchNormIntoConv`, where the file says them.
    package let rules: String?

    package init(
      name: String, operation: String, inputs: [Argument], attributes: [String: Argument] = [:],
      outputs: [String],
      scope: String? = nil, rules: String? = nil
    ) {
      self.name = name
      self.operation = operation
      self.inputs = inputs
      self.attributes = attributes
      self.outputs = outputs
      self.scope = scope
      self.rules = rules
    }
  }

  /// An extent of an input: a number, or one that is chosen when the network is run.
  package enum Extent: Hashable, Sendable {
    case fixed(Int)
    /// An expression such as `n` or `s77`.
    case symbol(String)
  }

  /// What the network is given when it is run.
  package struct Input: Sendable {
    /// The value's name.
    package let name: String
    package let element: ForeignTensor.Element
    /// Nil where the file does not say even the rank.
    package let extents: [Extent]?

    package init(name: String, element: ForeignTensor.Element, extents: [Extent]?) {
      self.name = name
      self.element = element
      self.extents = extents
    }
  }

  /// A tensor that is in the file.
  package struct Stored: Sendable {
    /// What the file says that the tensor is.
    package enum Kind: Sendable {
      case parameter
      /// State that is not trained, such as running statistics.
      case buffer
      /// A number in the program.
      case constant
      /// ONNX does not say: any of them.
      case unknown
    }
    /// The name in the `state_dict`, or of the initializer.
    package let name: String
    package let tensor: ForeignTensor
    package let kind: Kind

    package init(name: String, tensor: ForeignTensor, kind: Kind) {
      self.name = name
      self.tensor = tensor
      self.kind = kind
    }
  }

  package let dialect: Dialect
  package let nodes: [Node]
  package let inputs: [Input]
  /// Tensors of the file by the name of the value.
  package let stored: [String: Stored]
  /// Names of the stored values in the order of the file: `state_dict` order in PyTorch's.
  package let storedOrder: [String]
  /// Names of the results.
  package let outputs: [String]
  /// Shapes that the file states for values, where it does.
  package let stated: [String: [Extent]]
  /// What made the file, such as `pytorch 2.13.0`, where it says so.
  package let producer: String?

  package init(
    dialect: Dialect, nodes: [Node], inputs: [Input], stored: [String: Stored], storedOrder: [String],
    outputs: [String],
    stated: [String: [Extent]] = [:], producer: String? = nil
  ) {
    self.dialect = dialect
    self.nodes = nodes
    self.inputs = inputs
    self.stored = stored
    self.storedOrder = storedOrder
    self.outputs = outputs
    self.stated = stated
    self.producer = producer
  }
}
