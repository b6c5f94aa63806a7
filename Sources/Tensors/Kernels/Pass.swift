import COneDNN

/// Which of the three passes of a layer with weights a kernel does.
package enum Pass {
  /// From source and weights to destination; `training` keeps the door open for a backward pass.
  case forward(training: Bool, PostOperations)
  /// From the gradient of the destination and the weights to the gradient of the source.
  case backwardData(hint: KernelDescription)
  /// From the source and the gradient of the destination to the gradients of weights and bias.
  case backwardWeights(hint: KernelDescription)

  /// Calls `body` with the pass's direction, whether it is for training, its attributes and its hint.
  func describe(
    _ body: (landscape_direction, Bool, dnnl_primitive_attr_t?, dnnl_primitive_desc_t?) throws(KernelError) ->
      KernelDescription
  ) throws(KernelError) -> KernelDescription {
    switch self {
    case .forward(let training, let post):
      try post.withAttributes { attributes throws(KernelError) in
        try body(landscape_forward, training, attributes, nil)
      }
    case .backwardData(let hint): try body(landscape_backward_data, true, nil, hint.handle)
    case .backwardWeights(let hint): try body(landscape_backward_weights, true, nil, hint.handle)
    }
  }
}
