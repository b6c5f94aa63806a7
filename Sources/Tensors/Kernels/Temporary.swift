extension Layout {
  package static func plain(_ extents: [Int], _ element: ElementType) throws(KernelError) -> Layout {
    try plain(extents)
  }
}
extension Memory {
  package var indices: UnsafeMutablePointer<Int32> {
    UnsafeMutableRawPointer(pointer).assumingMemoryBound(to: Int32.self)
  }
}
package struct Window: Hashable, Sendable {
  package let kernel: Extent2
  package let stride: Extent2
  package let padding: Padding2
  package let dilation: Extent2
  package init(kernel: Extent2, stride: Extent2, padding: Padding2, dilation: Extent2) {
    self.kernel = kernel
    self.stride = stride
    self.padding = padding
    self.dilation = dilation
  }
  package func outputExtent(of input: Extent2, ceil: Bool = false) -> Extent2? {
    let h = input.height + 2 * padding.top - kernel.height
    let w = input.width + 2 * padding.left - kernel.width
    guard h >= 0, w >= 0 else { return nil }
    return Extent2(height: h / stride.height + 1, width: w / stride.width + 1)
  }
}
