import Tensors

/// The forward, backward and tangent rule of one node, as steps appended to a plan.
///
/// With value `y = f(x, θ)` and loss `L`, write `ẏ` for the derivative of `y` along a direction of the parameters
/// (forward mode) and `ȳ = ∂L/∂y` (reverse mode). The derivative of `ȳ` along the direction completes the exact
/// Hessian–vector product (Pearlmutter 1994, doi:10.1162/neco.1994.6.1.147): forward over reverse.
///
/// Each method is called at most once, in the order in which they are listed, each for all nodes before the next.
protocol NodeRules: AnyObject {
  /// `y` from the inputs' values.
  func forward(_ plan: PlanCompiler) throws(KernelError) -> Memory

  /// `ẏ`, nil when it is zero because nothing that the node depends on moves.
  func tangent(_ plan: PlanCompiler) throws(KernelError) -> Memory?

  /// The terms that the node adds to its inputs' gradients, and its parameters' gradients (into the plan).
  ///
  /// - Parameter gradient: `ȳ`, in the layout that `forward` returned.
  /// - Returns: one term for each input, in any layout: the plan converts it.
  func backward(_ gradient: Memory, _ plan: PlanCompiler) throws(KernelError) -> [Memory]

  /// The derivative of `backward` along the direction.
  ///
  /// - Parameters:
  ///   - gradient: `ȳ`.
  ///   - change: the derivative of `ȳ`; nil when it is zero.
  /// - Returns: one term for each input, nil where it is zero.
  func tangentBackward(
    _ gradient: Memory, _ change: Memory?, _ plan: PlanCompiler
  ) throws(KernelError) -> [Memory?]
}

extension Operation {
  /// The rules of a node with this operation; nil for the input, which has none.
  func rules(node: Int, inputs: [Int]) -> (any NodeRules)? {
    switch self {
    case .input: nil
    case .convolution(let convolution): LayerRules(node, inputs[0], convolution)
    case .dense(let dense): LayerRules(node, inputs[0], dense)
    case .batchNormalization(let normalization): BatchNormalizationRules(node, inputs[0], normalization)
    case .groupNormalization(let normalization): GroupNormalizationRules(node, inputs[0], normalization)
    case .activation(.prelu): ParametricRectifierRules(node, inputs[0])
    case .activation(let activation): ActivationRules(node, inputs[0], activation)
    case .add: AddRules(node, inputs)
    case .pooling(let pooling): PoolingRules(node, inputs[0], pooling)
    case .globalAveragePooling: PoolingRules(node, inputs[0], nil)
    case .flatten: FlattenRules(node, inputs[0])
    case .subsampling(let subsampling): SubsamplingRules(node, inputs[0], subsampling)
    case .dropout(let dropout): DropoutRules(node, inputs[0], dropout)
    }
  }
}
