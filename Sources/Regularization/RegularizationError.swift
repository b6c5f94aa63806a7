/// Why a problem of this module cannot be posed.
///
/// Places in tables count from 0.
package enum RegularizationError: Error, Hashable, Sendable {
  /// A setting outside its range, such as a negative strength or an exponent that is not positive.
  case invalidParameter(name: String, value: Double)
  /// A row has another number of entries than the matrix has rows.
  case matrixNotSquare(rows: Int, row: Int, entries: Int)
  /// The matrix differs from its transpose at that position.
  case matrixNotSymmetric(row: Int, column: Int, entry: Double, mirrored: Double)
  /// The matrix has a negative eigenvalue, so the loss has no minimum.
  case matrixIndefinite(smallestEigenvalue: Double)
  /// A matrix of this size where another is needed.
  case unsuitableSize(found: Int, needed: Int)
  /// NaN or infinity in the predictors' table.
  case notFinite(row: Int, column: Int)
  /// NaN or infinity in the response.
  case responseNotFinite(row: Int)
  /// A row of the table has another number of entries than the first.
  case raggedRow(row: Int, found: Int, expected: Int)
  /// The response has another number of rows than the predictors.
  case responseLength(found: Int, expected: Int)
  /// The table has no rows or no columns.
  case emptyTable
  /// A predictor that is asked for does not exist.
  case noSuchColumn(column: Int, columns: Int)
}
