/// What the user says of a data set in CSV files; nil stands for what the file suggests.
package struct TableOptions: Hashable, Sendable {
  package var trainFile: String
  package var testFile: String?
  /// The column to predict.
  package var target: String?
  /// The inputs; all other columns when nil.
  package var columns: [String]?
  /// Share of the rows kept for testing where there is no file for that.
  package var testShare: Double?
  /// Seed of the choice of these rows.
  package var seed: UInt64
  /// Whether a target of numbers names classes.
  package var classify: Bool

  /// The default fraction of rows for the test split.
  package static let usualShare = 0.2

  package init(
    trainFile: String, testFile: String? = nil, target: String? = nil, columns: [String]? = nil,
    testShare: Double? = nil, seed: UInt64 = 0, classify: Bool = false
  ) {
    self.trainFile = trainFile
    self.testFile = testFile
    self.target = target
    self.columns = columns
    self.testShare = testShare
    self.seed = seed
    self.classify = classify
  }
}
