import COneDNN

/// A kernel before it is bound to memory: it knows which layouts it wants.
package final class KernelDescription {
  let handle: dnnl_primitive_desc_t
  let operation: String
  let device: Device

  private init(
    _ operation: String, _ device: Device,
    _ create: (UnsafeMutablePointer<dnnl_primitive_desc_t?>) -> dnnl_status_t
  ) throws(KernelError) {
    var handle: dnnl_primitive_desc_t?
    try check(create(&handle), operation)
    guard let handle else { throw .outOfMemory }
    self.handle = handle
    self.operation = operation
    self.device = device
  }

  deinit { dnnl_primitive_desc_destroy(handle) }

  /// The layout that the kernel uses for one of its tensors, whose logical extents the caller knows.
  package func layout(_ argument: KernelArgument, extents: [Int]) throws(KernelError) -> Layout {
    let (query, index): (dnnl_query_t, Int32) =
      switch argument {
      case .source: (dnnl_query_src_md, 0)
      case .secondSource: (dnnl_query_src_md, 1)
      case .destination: (dnnl_query_dst_md, 0)
      case .weights: (dnnl_query_weights_md, 0)
      case .bias: (dnnl_query_weights_md, 1)
      case .workspace: (dnnl_query_workspace_md, 0)
      case .gradientOfSource: (dnnl_query_diff_src_md, 0)
      case .gradientOfDestination: (dnnl_query_diff_dst_md, 0)
      case .gradientOfWeights: (dnnl_query_diff_weights_md, 0)
      case .gradientOfBias: (dnnl_query_diff_weights_md, 1)
      case .mean, .variance, .scale, .shift, .gradientOfScale, .gradientOfShift:
        preconditionFailure("per-channel tensors are always plain")
      }
    return try Layout.copy(from: handle, query, index, extents: extents)
  }

  /// The library's name of the implementation it picked, such as `jit:avx2`.
  package var implementation: String {
    var name: UnsafePointer<CChar>?
    dnnl_primitive_desc_query(handle, dnnl_query_impl_info_str, 0, &name)
    return name.map { String(cString: $0) } ?? "unknown"
  }

  /// Whether the library has nothing better than its reference for this, which is slower by a factor of a hundred.
  package var isReference: Bool { implementation.hasPrefix("ref") }
}

/// Post-operations fused into a kernel: add to the destination's content, then apply a function.
package struct PostOperations: Hashable, Sendable {
  package var accumulates: Bool
  package var function: ElementwiseFunction?

  package init(accumulates: Bool = false, function: ElementwiseFunction? = nil) {
    self.accumulates = accumulates
    self.function = function
  }

  fileprivate func attributes() throws(KernelError) -> dnnl_primitive_attr_t? {
    guard accumulates || function != nil else { return nil }
    let applied = function ?? .relu
    var attributes: dnnl_primitive_attr_t?
    try check(
      landscape_attributes(accumulates, function != nil, applied.fusedCode, applied.alpha, &attributes),
      "post-operations")
    return attributes
  }
}

/// Which of the three passes of a layer with weights a kernel does.
package enum Pass {
  /// From source and weights to destination; `training` keeps the door open for a backward pass.
  case forward(training: Bool, PostOperations)
  /// From the gradient of the destination and the weights to the gradient of the source.
  case backwardData(hint: KernelDescription)
  /// From the source and the gradient of the destination to the gradients of weights and bias.
  case backwardWeights(hint: KernelDescription)

  fileprivate func describe(
    _ create: (landscape_direction, Bool, dnnl_primitive_attr_t?, dnnl_primitive_desc_t?) -> dnnl_status_t
  ) throws(KernelError) -> dnnl_status_t {
    switch self {
    case .forward(let training, let post):
      let attributes = try post.attributes()
      defer { if let attributes { dnnl_primitive_attr_destroy(attributes) } }
      return create(landscape_forward, training, attributes, nil)
    case .backwardData(let hint): return create(landscape_backward_data, true, nil, hint.handle)
    case .backwardWeights(let hint): return create(landscape_backward_weights, true, nil, hint.handle)
    }
  }
}

extension KernelDescription {
  /// A convolution's pass; the layouts are those of the values or of their gradients, as the pass needs.
  package static func convolution(
    _ device: Device, _ pass: Pass, source: Layout, weights: Layout, bias: Layout?, destination: Layout,
    window: Window, groups: Int = 1
  ) throws(KernelError) -> KernelDescription {
    try make("convolution", device, pass) { result, direction, training, attributes, hint in
      landscape_convolution(
        device.engine, direction, training, source.handle, weights.handle, bias?.handle,
        destination.handle, Int64(window.stride.height), Int64(window.padding.top), attributes, hint, result)
    }
  }

  /// A dense layer's pass on row-major matrices: source `[n, in]`, weights `[out, in]`.
  package static func dense(
    _ device: Device, _ pass: Pass, source: Layout, weights: Layout, bias: Layout?, destination: Layout
  ) throws(KernelError) -> KernelDescription {
    try make("dense layer", device, pass) { result, direction, training, attributes, hint in
      landscape_inner_product(
        device.engine, direction, training, source.handle, weights.handle, bias?.handle,
        destination.handle, attributes, hint, result)
    }
  }

  private static func make(
    _ name: String, _ device: Device, _ pass: Pass,
    _ create: (
      UnsafeMutablePointer<dnnl_primitive_desc_t?>, landscape_direction, Bool, dnnl_primitive_attr_t?,
      dnnl_primitive_desc_t?
    ) -> dnnl_status_t
  ) throws(KernelError) -> KernelDescription {
    var failure: KernelError?
    let description = try KernelDescription(name, device) { result in
      do throws(KernelError) {
        return try pass.describe { create(result, $0, $1, $2, $3) }
      } catch {
        failure = error
        return dnnl_unimplemented
      }
    }
    if let failure { throw failure }
    return description
  }

  /// Batch normalization with the batch's statistics, scale and shift, optionally rectified.
  ///
  /// - Parameter hint: the forward kernel, for the backward one.
  package static func batchNormalization(
    _ device: Device, _ layout: Layout, epsilon: Float, rectifies: Bool, hint: KernelDescription? = nil
  ) throws(KernelError) -> KernelDescription {
    try KernelDescription("batch normalization", device) { result in
      landscape_batch_normalization(
        device.engine, hint != nil, layout.handle, layout.handle, epsilon, rectifies, hint?.handle, result)
    }
  }

  /// Whether the backward kernel of batch normalization must be given the shift.
  package static var normalizationBackwardTakesShift: Bool {
    landscape_normalization_backward_takes_shift()
  }

  /// An elementwise function, or with `hint` its backward pass.
  package static func elementwise(
    _ device: Device, _ function: ElementwiseFunction, _ layout: Layout, hint: KernelDescription? = nil
  ) throws(KernelError) -> KernelDescription {
    try KernelDescription("\(function)", device) { result in
      landscape_elementwise(
        device.engine, hint != nil, function.code, function.alpha, layout.handle, hint?.handle, result)
    }
  }

  /// Pooling over windows of `kernel` (height, width); `padding` is before and after, by axis.
  package static func pooling(
    _ device: Device, training: Bool, maximum: Bool, countsPadding: Bool = false, source: Layout,
    destination: Layout, window: Window, hint: KernelDescription? = nil
  ) throws(KernelError) -> KernelDescription {
    let after = (
      (destination.extents[2] - 1) * window.stride.height + window.kernel.height - source.extents[2]
        - window.padding.top,
      (destination.extents[3] - 1) * window.stride.width + window.kernel.width - source.extents[3]
        - window.padding.left
    )
    return try KernelDescription("pooling", device) { result in
      landscape_pooling(
        device.engine, hint != nil, training, maximum, source.handle, destination.handle,
        [Int64(window.kernel.height), Int64(window.kernel.width)], Int64(window.stride.height),
        [Int64(window.padding.top), Int64(window.padding.left)],
        [Int64(after.0), Int64(after.1)], hint?.handle, result)
    }
  }

  /// The elementwise sum of two tensors of one layout.
  package static func add(
    _ device: Device, _ layout: Layout, _ post: PostOperations = PostOperations()
  ) throws(KernelError) -> KernelDescription {
    let attributes = try post.attributes()
    defer { if let attributes { dnnl_primitive_attr_destroy(attributes) } }
    return try KernelDescription("sum", device) { result in
      landscape_add(device.engine, layout.handle, attributes, result)
    }
  }

  /// A copy from one layout to another of the same extents.
  package static func reorder(
    _ device: Device, from source: Layout, to destination: Layout
  ) throws(KernelError) -> KernelDescription {
    try KernelDescription("reorder", device) { result in
      landscape_reorder(device.engine, source.handle, destination.handle, result)
    }
  }
}
