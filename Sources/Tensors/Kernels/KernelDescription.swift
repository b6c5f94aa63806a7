import COneDNN

/// A kernel before it is bound to memory: it knows which layouts it wants.
package final class KernelDescription {
  let handle: dnnl_primitive_desc_t
  /// What the kernel computes, such as `convolution`.
  package let operation: String
  package let device: Device

  /// What `create` makes, for the device's number of threads.
  init(
    _ operation: String, _ device: Device,
    _ create: (UnsafeMutablePointer<dnnl_primitive_desc_t?>) -> dnnl_status_t
  ) throws(KernelError) {
    var handle: dnnl_primitive_desc_t?
    let status = device.withThreads { create(&handle) }
    try check(status, operation)
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
  package var isReference: Bool {
    // A transposed convolution names the convolution that it runs after a sign: `conv:any+ref:any`.
    implementation.split(separator: "+").contains { $0.hasPrefix("ref") }
  }
}
