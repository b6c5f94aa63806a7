import COneDNN

/// Post-operations fused into a kernel: add to the destination's content, then apply a function.
package struct PostOperations: Hashable, Sendable {
  package var accumulates: Bool
  package var function: ElementwiseFunction?

  package init(accumulates: Bool = false, function: ElementwiseFunction? = nil) {
    self.accumulates = accumulates
    self.function = function
  }

  /// Calls `body` with the library's form of these; nil where there are none.
  func withAttributes<Result>(
    _ body: (dnnl_primitive_attr_t?) throws(KernelError) -> Result
  ) throws(KernelError) -> Result {
    guard accumulates || function != nil else { return try body(nil) }
    let applied = function ?? .relu
    var attributes: dnnl_primitive_attr_t?
    try check(
      landscape_attributes(
        accumulates, function != nil, applied.fusedCode, applied.alpha, applied.beta, &attributes),
      "post-operations")
    defer { if let attributes { dnnl_primitive_attr_destroy(attributes) } }
    return try body(attributes)
  }
}
