import Data
import Networks
import Storage

/// What a file must fulfil beyond its own grammar to be a model: everything that later work takes for granted.
struct ModelChecks {
  let path: String
  let graph: Graph
  let layout: ParameterLayout

  private func require(_ condition: Bool, _ reason: @autoclosure () -> String) throws(StorageError) {
    guard condition else { throw .corrupt(path: path, reason: reason()) }
  }

  /// Statistics for each channel, and for the target where that is a number with a name; a loss and outputs that fit
  /// the target.
  func check(_ normalization: PixelNormalization, _ task: PredictionTask) throws(StorageError) {
    func isScale(_ mean: Double, _ deviation: Double) -> Bool {
      mean.isFinite && deviation > 0 && deviation.isFinite
    }
    let channels = graph.inputShape.channels
    try require(
      normalization.mean.count == channels && normalization.deviation.count == channels
        && zip(normalization.mean, normalization.deviation).allSatisfy(isScale),
      "the normalization does not fit the network's input")
    let hasTarget = normalization.target.map { isScale($0.mean, $0.deviation) }
    try require(
      (hasTarget ?? (task.target == .number(column: nil))) == task.isRegression && task.isConsistent,
      "the normalization does not fit what is predicted")
    try require(task.fits(graph), "the network's output does not fit what is predicted")
  }

  /// No parameter whose name begins like one of those.
  func checkNames(reserving prefixes: [String]) throws(StorageError) {
    for block in layout.blocks {
      try require(
        !prefixes.contains(where: block.name.hasPrefix), "the name \(block.name) is not one of a parameter")
    }
  }
}
