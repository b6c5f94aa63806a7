import Evaluation

extension Failure {
  /// An error with the curvature of a network's loss, in words.
  init(_ error: CurvatureError, path: String) {
    switch error {
    case .kernel(let error): self.init(error)
    case .diverges:
      self.init(
        .data,
        "\(path): the loss or its derivatives overflow there, so that there is no curvature; train it again")
    case .nothingMoves:
      self.init(.data, "\(path): nothing moves; add --include bias, norm, slope or offset")
    }
  }
}

/// Runs work on curvature, turning its errors into failures that the user can read.
func attemptCurvature<Value>(
  of path: String, _ body: () throws(CurvatureError) -> Value
) throws -> Value {
  do throws(CurvatureError) { return try body() } catch { throw Failure(error, path: path) }
}
