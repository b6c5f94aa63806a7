import Tensors

/// Which kernels can do the work of the operations after theirs.
///
/// A producer's row lists the epilogues that its kernel can absorb, each at most once and in this order. Every fused form
/// gives what the operations give one after another.
enum FusionTable {
  /// What can follow a producer within its kernel.
  enum Epilogue {
    /// Batch normalization with running statistics, folded into the weights.
    case normalization
    /// A sum with another value, formed in that value's memory.
    case sum
    /// An elementwise function.
    case activation
  }

  /// Inference: the producer's kind and what its kernel absorbs.
  static let inference: [String: [Epilogue]] = [
    Convolution.kind: [.normalization, .sum, .activation],
    Dense.kind: [.normalization, .sum, .activation],
    TransposedConvolution.kind: [.normalization, .activation],
  ]

  /// Whether an operation's forward rule reads `bfloat16` values; others are given `Float`.
  static func readsBFloat16(_ operation: Operation) -> Bool {
    switch operation.name {
    case Convolution.kind, TransposedConvolution.kind, Dense.kind, Addition.kind, Pooling.kind,
      GlobalAveragePooling.kind, Flatten.kind,
      Subsampling.kind, MatrixProduct.kind:
      true
    case ElementwiseActivation.kind: operation.activation != .prelu
    case DropoutLayer.kind: operation.as(DropoutLayer.self)?.dropout.inferenceFactor == 1
    default: false
    }
  }

  /// Plans with derivatives: whether an operation's kernel applies a rectifier that follows it.
  static func rectifies(
    _ operation: Operation, _ shape: ValueShape, _ statistics: BatchStatistics
  ) -> Bool {
    switch operation.name {
    // oneDNN 2.6 computes wrong numbers and writes beyond the tensor when a sum with a rectifier has a part of a
    // vector register's channels left over: with AVX in blocks of 8, with AVX-512 in blocks of 8, and so on.
    case Addition.kind: shape.sample.channels % 16 == 0
    case BatchNormalization.kind: statistics == .batch
    default: false
    }
  }
}

/// What a producer's kernel does besides its own operation.
struct Epilogues {
  /// The node of the batch normalization that is folded in.
  var normalization: Int?
  /// The sum's other operand, in whose memory the result is formed.
  var addend: Int?
  var function: ElementwiseFunction?
}

/// Rules of an operation whose kernel can absorb epilogues in inference.
protocol FusedRules: NodeRules {
  /// `y` from the inputs' values, with what follows.
  func forward(_ plan: PlanCompiler, fusing epilogues: Epilogues) throws(KernelError) -> Memory
}

/// Nodes that one kernel computes: a producer and its epilogues.
struct FusedGroup {
  private(set) var epilogues = Epilogues()
  private(set) var nodes: [Int]
  var last: Int { nodes[nodes.count - 1] }

  /// The longest group that starts at a node whose inputs are computed.
  init(from node: Int, in plan: PlanCompiler) {
    nodes = [node]
    for epilogue in FusionTable.inference[plan.graph.nodes[node].operation.name] ?? [] {
      guard let next = plan.soleConsumer(of: last),
        plan.graph.nodes[next].inputs.count(where: { $0 == last }) == 1
      else { continue }
      switch epilogue {
      case .normalization: absorbNormalization(next, plan)
      case .sum: absorbSum(next, plan)
      case .activation: absorbActivation(next, plan)
      }
    }
  }

  private mutating func absorbNormalization(_ next: Int, _ plan: PlanCompiler) {
    guard plan.graph.nodes[next].operation.as(BatchNormalization.self) != nil else { return }
    epilogues.normalization = next
    nodes.append(next)
  }

  private mutating func absorbSum(_ next: Int, _ plan: PlanCompiler) {
    guard plan.graph.nodes[next].operation == .add,
      let other = plan.graph.nodes[next].inputs.first(where: { $0 != last }),
      plan.graph.values[other] == plan.graph.values[last],
      Self.canOverwrite(other, by: next, after: nodes[0], plan)
    else { return }
    epilogues.addend = other
    nodes.append(next)
  }

  private mutating func absorbActivation(_ next: Int, _ plan: PlanCompiler) {
    let operation = plan.graph.nodes[next].operation
    if let activation = operation.activation {
      guard activation.isFused else { return }
      epilogues.function = activation.function
    } else {
      guard let function = operation.as(Elementary.self)?.fusedFunction else { return }
      epilogues.function = function
    }
    nodes.append(next)
  }

  /// True when nothing reads the value of `node` after the sum `sum`, which is formed while `kernel` runs.
  private static func canOverwrite(_ node: Int, by sum: Int, after kernel: Int, _ plan: PlanCompiler) -> Bool
  {
    plan.inputs[node] == nil && plan.values.isAlone(node)
      && plan.consumers[node].allSatisfy { $0 < kernel || $0 == sum }
      && plan.consumers[node].count { $0 == sum } == 1
  }
}
