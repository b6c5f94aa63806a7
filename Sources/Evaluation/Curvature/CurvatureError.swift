import Tensors

/// Why the curvature of a loss cannot be computed.
package enum CurvatureError: Error, Hashable, Sendable {
  case kernel(KernelError)
  /// The loss or a derivative of it is not finite at the point.
  case diverges
  /// No parameter moves.
  case nothingMoves
}
