import COneDNN

/// What a tensor means to a kernel.
package enum KernelArgument {
  case source
  case secondSource
  case destination
  case weights
  case bias
  case mean
  case variance
  case scale
  case shift
  case workspace
  case gradientOfSource
  case gradientOfDestination
  case gradientOfWeights
  case gradientOfBias
  case gradientOfScale
  case gradientOfShift

  var code: Int32 {
    switch self {
    case .source: DNNL_ARG_SRC_0
    case .secondSource: DNNL_ARG_SRC_1
    case .destination: DNNL_ARG_DST_0
    case .weights: DNNL_ARG_WEIGHTS_0
    case .bias: DNNL_ARG_BIAS
    case .mean: DNNL_ARG_MEAN
    case .variance: DNNL_ARG_VARIANCE
    case .scale: DNNL_ARG_SCALE
    case .shift: DNNL_ARG_SHIFT
    case .workspace: DNNL_ARG_WORKSPACE
    case .gradientOfSource: DNNL_ARG_DIFF_SRC_0
    case .gradientOfDestination: DNNL_ARG_DIFF_DST_0
    case .gradientOfWeights: DNNL_ARG_DIFF_WEIGHTS_0
    case .gradientOfBias: DNNL_ARG_DIFF_BIAS
    case .gradientOfScale: DNNL_ARG_DIFF_SCALE
    case .gradientOfShift: DNNL_ARG_DIFF_SHIFT
    }
  }
}

/// A kernel bound to the memories it works on.
package final class Kernel: NamedStep {
  private let primitive: dnnl_primitive_t
  private let arguments: [dnnl_exec_arg_t]
  private let memories: [Memory]
  private let device: Device
  /// What the kernel computes, such as `convolution`.
  package let operation: String
  /// The library's name for the implementation.
  package let implementation: String
  /// Whether it is the library's slow reference.
  let isReference: Bool

  /// Compiles the described kernel and binds it.
  package init(_ description: KernelDescription, _ bound: [(KernelArgument, Memory)])
    throws(KernelError)
  {
    var primitive: dnnl_primitive_t?
    let status = description.device.withThreads { dnnl_primitive_create(&primitive, description.handle) }
    try check(status, description.operation)
    guard let primitive else { throw .outOfMemory }
    self.primitive = primitive
    arguments = bound.map { dnnl_exec_arg_t(arg: $0.0.code, memory: $0.1.handle) }
    memories = bound.map(\.1)
    device = description.device
    operation = description.operation
    implementation = description.implementation
    isReference = description.isReference
  }

  deinit { dnnl_primitive_destroy(primitive) }

  /// Runs to completion on as many threads as the calling thread has set; `Schedule.run` sets the device's number.
  package func run() {
    let status = dnnl_primitive_execute(primitive, device.stream, Int32(arguments.count), arguments)
    precondition(status == dnnl_success, "\(operation) failed with status \(status.rawValue)")
  }
}

extension Schedule {
  /// Compiles a kernel, binds it to its memories and appends it.
  package func append(
    _ description: KernelDescription, _ bound: [(KernelArgument, Memory)], phase: Int = 0
  ) throws(KernelError) {
    append(try Kernel(description, bound), touching: bound.map(\.1), phase: phase)
  }
}
