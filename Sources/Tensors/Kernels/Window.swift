import COneDNN

/// Where the windows of a convolution or of pooling lie on an image.
package struct Window: Hashable, Sendable {
  package let kernel: Extent2
  package let stride: Extent2
  package let padding: Padding2
  /// Distance between the pixels that a window reads; 1 reads neighbours.
  package let dilation: Extent2

  package init(kernel: Extent2, stride: Extent2 = 1, padding: Padding2 = 0, dilation: Extent2 = 1) {
    self.kernel = kernel
    self.stride = stride
    self.padding = padding
    self.dilation = dilation
  }

  /// Number of windows on an image, by height and width.
  ///
  /// `⌊(in + before + after − dilation·(kernel − 1) − 1) / stride⌋ + 1`; with `ceil` the quotient is rounded up, but the last
  /// window must begin in the image or in the padding before it. This is PyTorch's rule (`pooling_output_shape`).
  ///
  /// - Returns: nil when no window fits, an extent is not positive, padding is negative, or a number overflows.
  package func outputExtent(of input: Extent2, ceil: Bool = false) -> Extent2? {
    guard
      let height = Self.count(
        input.height, padding.top, padding.bottom, kernel.height, stride.height, dilation.height, ceil),
      let width = Self.count(
        input.width, padding.left, padding.right, kernel.width, stride.width, dilation.width, ceil)
    else { return nil }
    return Extent2(height: height, width: width)
  }

  /// Number of windows along one axis.
  private static func count(
    _ input: Int, _ before: Int, _ after: Int, _ kernel: Int, _ stride: Int, _ dilation: Int, _ ceil: Bool
  ) -> Int? {
    guard min(input, kernel, stride, dilation) > 0, min(before, after) >= 0 else { return nil }
    let (padded, overflows1) = input.addingReportingOverflow(before)
    let (total, overflows2) = padded.addingReportingOverflow(after)
    let (reach, overflows3) = dilation.multipliedReportingOverflow(by: kernel - 1)
    guard !overflows1, !overflows2, !overflows3 else { return nil }
    // Pixels by which the first window can move; neither number is negative, so that their difference exists.
    let moves = total - 1 - reach
    let (rounded, overflows4) = moves.addingReportingOverflow(ceil ? stride - 1 : 0)
    guard !overflows4, rounded >= 0 else { return nil }
    let last = rounded / stride
    // last·stride ≤ rounded, which exists.
    return ceil && last * stride >= padded ? last : last + 1
  }

  /// The extent of the image on which as many windows lie as `windows` has pixels: what a transposed convolution makes.
  ///
  /// `(windows − 1)·stride − before − after + dilation·(kernel − 1) + 1 + outputPadding`, as in PyTorch's `ConvTranspose2d`.
  ///
  /// - Parameter outputPadding: pixels added below and on the right, which windows may reach.
  /// - Returns: nil when nothing is left, the added pixels have room for another window, or a number is negative.
  package func transposedExtent(of windows: Extent2, outputPadding: Extent2) -> Extent2? {
    guard
      let height = Self.image(
        windows.height, padding.top, padding.bottom, kernel.height, stride.height, dilation.height,
        outputPadding.height),
      let width = Self.image(
        windows.width, padding.left, padding.right, kernel.width, stride.width, dilation.width,
        outputPadding.width)
    else { return nil }
    return Extent2(height: height, width: width)
  }

  /// Pixels along one axis.
  private static func image(
    _ windows: Int, _ before: Int, _ after: Int, _ kernel: Int, _ stride: Int, _ dilation: Int, _ added: Int
  ) -> Int? {
    guard min(windows, kernel, stride, dilation) > 0, min(before, after, added) >= 0,
      // The library takes the difference of the two for the padding, and no window may fit in it.
      stride > added.subtractingReportingOverflow(after).partialValue
    else { return nil }
    let (moves, overflows1) = (windows - 1).multipliedReportingOverflow(by: stride)
    let (reach, overflows2) = dilation.multipliedReportingOverflow(by: kernel - 1)
    let (whole, overflows3) = moves.addingReportingOverflow(reach)
    let (padding, overflows4) = before.addingReportingOverflow(after)
    let (total, overflows5) = whole.addingReportingOverflow(added)
    guard ![overflows1, overflows2, overflows3, overflows4, overflows5].contains(true) else { return nil }
    let (cut, overflows6) = total.subtractingReportingOverflow(padding)
    return overflows6 || cut < 0 ? nil : cut + 1
  }

  /// For the library, whose dilation counts the pixels left out, and with the padding after that an output implies.
  ///
  /// The last window may end before the image does: that padding is negative then.
  func described(input: [Int], output: [Int]) -> landscape_window {
    func after(_ axis: Int, _ kernel: Int, _ stride: Int, _ dilation: Int, _ before: Int) -> Int {
      (output[axis] - 1) * stride + (kernel - 1) * dilation + 1 - input[axis] - before
    }
    return described(
      bottom: after(2, kernel.height, stride.height, dilation.height, padding.top),
      right: after(3, kernel.width, stride.width, dilation.width, padding.left))
  }

  /// For the library, with the window's own padding.
  func described() -> landscape_window {
    described(bottom: padding.bottom, right: padding.right)
  }

  /// For the library's transposed convolution, which takes pixels that are added for less padding.
  func described(outputPadding: Extent2) -> landscape_window {
    described(bottom: padding.bottom - outputPadding.height, right: padding.right - outputPadding.width)
  }

  private func described(bottom: Int, right: Int) -> landscape_window {
    landscape_window(
      kernel: (Int64(kernel.height), Int64(kernel.width)),
      stride: (Int64(stride.height), Int64(stride.width)),
      dilation: (Int64(dilation.height) - 1, Int64(dilation.width) - 1),
      before: (Int64(padding.top), Int64(padding.left)), after: (Int64(bottom), Int64(right)))
  }
}
