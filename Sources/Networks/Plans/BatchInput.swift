/// A compiled network whose batch is to be filled before a pass.
package protocol BatchInput: AnyObject {
  /// What the outputs are measured by.
  var loss: LossFunction { get }
  /// The batch's samples, `[batch, C, H, W]`.
  var images: UnsafeMutableBufferPointer<Float> { get }
  /// The batch's class labels.
  var labels: UnsafeMutableBufferPointer<Int32> { get }
  /// The batch's targets `[batch, outputs]`, for losses that compare with numbers.
  var targets: UnsafeMutableBufferPointer<Float> { get }

  /// Makes the labels targets.
  func setTargetsFromLabels()
}
