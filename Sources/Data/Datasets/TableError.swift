/// Why a table cannot be read, or cannot be learnt from.
package enum TableError: Error, Hashable, Sendable {
  /// Where an entry stands.
  package struct Position: Hashable, Sendable {
    package let path: String
    /// Counted from 1 below the header.
    package let row: Int
    /// Line of the file on which the row begins, counted from 1.
    package let line: Int
    /// Counted from 1.
    package let column: Int
    package let name: String

    package init(path: String, row: Int, line: Int, column: Int, name: String) {
      self.path = path
      self.row = row
      self.line = line
      self.column = column
      self.name = name
    }
  }

  // MARK: Reading

  /// The file has zero bytes in it.
  case notText(path: String)
  case unclosedQuote(path: String, line: Int)
  case textAfterQuote(path: String, line: Int)
  case empty(path: String)
  /// The first line holds numbers only.
  case noNames(path: String)
  /// Two columns, counted from 1, have one name.
  case sameNames(path: String, name: String, first: Int, second: Int)
  case noRows(path: String)
  /// A row has another number of entries than the header.
  case otherLength(path: String, row: Int, line: Int, found: Int, expected: Int)
  /// No column has the name that an option gives; `names` lists those that exist.
  case unknownColumn(option: String, name: String, path: String, names: [String])
  case missingEntry(Position)
  /// The entry is no finite number.
  case notANumber(Position, entry: String)

  // MARK: Learning

  /// Nobody said which column is to be predicted; `names` lists the choice.
  case targetNeeded(path: String, names: [String])
  /// A column of the inputs is the target.
  case inputIsTarget(name: String)
  case inputNamedTwice(name: String)
  /// There is nothing to predict the target from.
  case noInputs(path: String, target: String)
  /// A column of the inputs has no number in it.
  case words(path: String, name: String)
  /// The number is beyond the range of single precision.
  case tooLarge(Position, entry: String)
  /// The column is the same in all rows of the training split, to single precision.
  case constant(path: String, name: String, isTarget: Bool)
  /// Fewer than two rows are left to train on.
  case tooFewRows(path: String, rows: Int)
  /// The table of the test split lacks a column.
  case missingColumn(path: String, name: String, trainPath: String)
  /// The training table has no such class.
  case unknownClass(Position, entry: String, classes: [String])
}
