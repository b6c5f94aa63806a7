import COneDNN

/// Layers: convolutions, dense layers, pooling and normalization.
extension KernelDescription {
  /// A convolution's pass; the layouts are those of the values or of their gradients, as the pass needs.
  ///
  /// Extents: source `[n, C, H, W]`, weights `[filters, C, kh, kw]`, bias `[filters]`, destination `[n, filters, H', W']`.
  ///
  /// - Parameter groups: in how many groups channels and filters are divided. With more than one, the weights are
  ///   `[groups, filters / groups, C / groups, kh, kw]`.
  package static func convolution(
    _ device: Device, _ pass: Pass, source: Layout, weights: Layout, bias: Layout?, destination: Layout,
    window: Window, groups: Int = 1
  ) throws(KernelError) -> KernelDescription {
    precondition(
      weights.extents.count == (groups == 1 ? 4 : 5) && (groups == 1 || weights.extents[0] == groups)
        && weights.extents.suffix(2) == [window.kernel.height, window.kernel.width],
      "weights \(weights.extents) of a convolution in \(groups) groups with \(window)")
    return try pass.describe { direction, training, attributes, hint throws(KernelError) in
      try KernelDescription("convolution", device) { result in
        landscape_convolution(
          device.engine, direction, training, source.handle, weights.handle, bias?.handle,
          destination.handle, window.described(), attributes, hint, result)
      }
    }
  }

  /// The pass of a transposed convolution; the layouts are those of the values or of their gradients, as the pass needs.
  ///
  /// Extents: source `[n, C, H, W]`, weights `[filters, C, kh, kw]`, bias `[filters]`, destination `[n, filters, H', W']` with
  /// `H'` and `W'` by `Window.transposedExtent`.
  ///
  /// - Parameter groups: as for `convolution`; with more than one, the weights are `[groups, filters / groups, C / groups, kh, kw]`.
  package static func transposedConvolution(
    _ device: Device, _ pass: Pass, source: Layout, weights: Layout, bias: Layout?, destination: Layout,
    window: Window, outputPadding: Extent2, groups: Int = 1
  ) throws(KernelError) -> KernelDescription {
    precondition(
      weights.extents.count == (groups == 1 ? 4 : 5) && (groups == 1 || weights.extents[0] == groups)
        && weights.extents.suffix(2) == [window.kernel.height, window.kernel.width],
      "weights \(weights.extents) of a transposed convolution in \(groups) groups with \(window)")
    return try pass.describe { direction, training, attributes, hint throws(KernelError) in
      try KernelDescription("transposed convolution", device) { result in
        landscape_transposed_convolution(
          device.engine, direction, training, source.handle, weights.handle, bias?.handle,
          destination.handle, window.described(outputPadding: outputPadding), attributes, hint, result)
      }
    }
  }

  /// A dense layer's pass on row-major matrices: source `[n, in]`, weights `[out, in]`.
  package static func dense(
    _ device: Device, _ pass: Pass, source: Layout, weights: Layout, bias: Layout?, destination: Layout
  ) throws(KernelError) -> KernelDescription {
    try pass.describe { direction, training, attributes, hint throws(KernelError) in
      try KernelDescription("dense layer", device) { result in
        landscape_inner_product(
          device.engine, direction, training, source.handle, weights.handle, bias?.handle,
          destination.handle, attributes, hint, result)
      }
    }
  }

  /// Pooling over windows, from `[n, C, H, W]` to `[n, C, H', W']`.
  ///
  /// The destination's extents decide how many windows there are, and so the padding after the image: in ceil mode it is
  /// more than the window's own.
  ///
  /// - Parameters:
  ///   - maximum: true for the maximum of a window, false for its mean.
  ///   - countsPadding: whether a mean counts the zeros of the padding as pixels.
  ///   - hint: the forward kernel, for the backward one.
  /// - Throws: `KernelError.unsupported` where a mean counts padding and a window ends beyond it: whether pixels beyond the
  ///   padding count is answered differently by the library and by PyTorch.
  package static func pooling(
    _ device: Device, training: Bool, maximum: Bool, countsPadding: Bool = false, source: Layout,
    destination: Layout, window: Window, hint: KernelDescription? = nil
  ) throws(KernelError) -> KernelDescription {
    let described = window.described(input: source.extents, output: destination.extents)
    let algorithm: dnnl_alg_kind_t
    if maximum {
      algorithm = dnnl_pooling_max
    } else if countsPadding {
      guard described.after.0 <= window.padding.bottom, described.after.1 <= window.padding.right else {
        throw .unsupported(operation: "pooling", status: Int(dnnl_unimplemented.rawValue))
      }
      algorithm = dnnl_pooling_avg_include_padding
    } else {
      algorithm = dnnl_pooling_avg_exclude_padding
    }
    return try KernelDescription("pooling", device) { result in
      landscape_pooling(
        device.engine, hint != nil, training, algorithm, source.handle, destination.handle, described,
        hint?.handle, result)
    }
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

  /// Layer normalization over the last axis with a scale and a shift for each of its positions, both `float32`; forward only.
  package static func layerNormalization(
    _ device: Device, _ layout: Layout, epsilon: Float
  ) throws(KernelError) -> KernelDescription {
    try KernelDescription("layer normalization", device) { result in
      landscape_layer_normalization(device.engine, layout.handle, epsilon, result)
    }
  }
}
