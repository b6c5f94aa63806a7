import COneDNN

/// Products, elementwise functions, softmax and copies.
extension KernelDescription {
  /// The matrix product `source · weights + bias`, for each matrix of a batch.
  ///
  /// Extents: source `[…, m, k]`, weights `[…, k, n]`, bias `[…, m, n]`, destination `[…, m, n]`, all of one rank of 2 or more.
  /// Leading extents of source or weights, and any of the bias, may be 1, and are repeated then. Source and weights may be
  /// strided, such as a transposed matrix or a slice of a tensor.
  package static func matrixProduct(
    _ device: Device, _ post: PostOperations = PostOperations(), source: Layout, weights: Layout,
    bias: Layout?, destination: Layout
  ) throws(KernelError) -> KernelDescription {
    try post.withAttributes { attributes throws(KernelError) in
      try KernelDescription("matrix product", device) { result in
        landscape_matrix_product(
          device.engine, source.handle, weights.handle, bias?.handle, destination.handle, attributes, result)
      }
    }
  }

  /// An elementwise function, or with `hint` its backward pass.
  package static func elementwise(
    _ device: Device, _ function: ElementwiseFunction, _ layout: Layout, hint: KernelDescription? = nil
  ) throws(KernelError) -> KernelDescription {
    try KernelDescription("\(function)", device) { result in
      landscape_elementwise(
        device.engine, hint != nil, function.code, function.alpha, function.beta, layout.handle, hint?.handle,
        result)
    }
  }

  /// A function of two tensors of one rank; the second, `KernelArgument.secondSource`, is repeated along axes where its extent
  /// is 1.
  ///
  /// - Throws: `KernelError.unsupported` where the first would have to be repeated, which version 2 of the library cannot.
  package static func binary(
    _ device: Device, _ function: BinaryFunction, _ a: Layout, _ b: Layout, to destination: Layout
  ) throws(KernelError) -> KernelDescription {
    guard a.extents == destination.extents else {
      throw .unsupported(operation: "\(function)", status: Int(dnnl_unimplemented.rawValue))
    }
    return try KernelDescription("\(function)", device) { result in
      landscape_binary(
        device.engine, function.code, a.handle, b.handle, destination.handle, nil, result)
    }
  }

  /// The elementwise sum of two tensors of one layout.
  package static func add(
    _ device: Device, _ layout: Layout, _ post: PostOperations = PostOperations()
  ) throws(KernelError) -> KernelDescription {
    try post.withAttributes { attributes throws(KernelError) in
      try KernelDescription("sum", device) { result in
        landscape_binary(
          device.engine, dnnl_binary_add, layout.handle, layout.handle, layout.handle, attributes, result)
      }
    }
  }

  /// Softmax along one axis, counted from 0; forward only.
  package static func softmax(
    _ device: Device, _ layout: Layout, axis: Int
  ) throws(KernelError) -> KernelDescription {
    precondition(layout.extents.indices.contains(axis), "axis \(axis) of \(layout.extents)")
    return try KernelDescription("softmax", device) { result in
      landscape_softmax(device.engine, layout.handle, Int32(axis), result)
    }
  }

  /// A copy from one layout to another of the same extents, which may have another element type.
  package static func reorder(
    _ device: Device, from source: Layout, to destination: Layout
  ) throws(KernelError) -> KernelDescription {
    try KernelDescription("reorder", device) { result in
      landscape_reorder(device.engine, source.handle, destination.handle, result)
    }
  }
}
