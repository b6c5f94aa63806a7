import Data
import Training

extension Failure {
  /// An error with a table, in words.
  init(_ error: TableError) {
    switch error {
    case .notText(let path):
      self.init(.data, "\(path): not a text file; name a table with commas between its entries")
    case .unclosedQuote(let path, let line):
      self.init(.data, "\(path): line \(line.grouped): a quotation mark is never closed; close it")
    case .textAfterQuote(let path, let line):
      self.init(
        .data,
        "\(path): line \(line.grouped): text after a closing quotation mark; double the marks inside it")
    case .empty(let path):
      self.init(.data, "\(path): empty; the first line must name the columns, then follows one row a line")
    case .noNames(let path):
      self.init(
        .data, "\(path): the first line holds no names; put one that names the columns above it")
    case .sameNames(let path, let name, let first, let second):
      self.init(.data, "\(path): columns \(first) and \(second) are both named '\(name)'; rename one")
    case .noRows(let path):
      self.init(.data, "\(path): names columns but has no rows; name another file")
    case .otherLength(let path, let row, let line, let found, let expected):
      self.init(
        .data,
        "\(path): row \(row.grouped) (line \(line.grouped)) has "
          + "\(Self.count(found, "entry", "entries")) for \(Self.count(expected, "column", "columns")); "
          + "correct that line")
    case .unknownColumn(let option, let name, let path, let names):
      self.init(
        .usage,
        "--\(option) '\(name)': \(path) has no such column; \(Suggestion.text(for: name, among: names))")
    case .missingEntry(let place):
      self.init(.data, "\(place.words): empty; fill it in or remove the row")
    case .notANumber(let place, let entry):
      let hint = entry.contains(",") ? "write a decimal point" : "correct it or remove the row"
      self.init(.data, "\(place.words): '\(entry.prefix(40))' is not a number; \(hint)")
    case .targetNeeded(let path, let names):
      self.init(
        .usage,
        "\(path): say which column to predict with --target; choose from \(names.joined(separator: ", "))")
    case .inputIsTarget(let name):
      self.init(.usage, "--columns '\(name)': is the target; leave it out")
    case .inputNamedTwice(let name):
      self.init(.usage, "--columns '\(name)': is named twice; leave it out")
    case .noInputs(let path, let target):
      self.init(.data, "\(path): no column besides '\(target)'; add one to predict it from")
    case .words(let path, let name):
      self.init(
        .data,
        "\(path): column '\(name)' holds words, and a network takes numbers; name the others with --columns")
    case .tooLarge(let place, let entry):
      self.init(
        .data,
        "\(place.words): '\(entry.prefix(40))' is beyond the range of single precision; choose another unit")
    case .constant(let path, let name, let isTarget):
      let hint = isTarget ? "choose another --target" : "name the others with --columns"
      self.init(.data, "\(path): column '\(name)' is the same in all training rows; \(hint)")
    case .tooFewRows(let path, let rows):
      self.init(
        .data,
        "\(path): \(Self.count(rows, "row", "rows")) leave fewer than two to train on; add rows, or name another file"
      )
    case .missingColumn(let path, let name, let trainPath):
      self.init(
        .data, "\(path): has no column '\(name)' as \(trainPath) has; name a file with the same columns")
    case .unknownClass(let place, let entry, let classes):
      self.init(
        .data,
        "\(place.words): '\(entry.prefix(40))' is none of the classes of training; "
          + Suggestion.text(for: entry, among: classes))
    }
  }

  private static func count(_ number: Int, _ one: String, _ many: String) -> String {
    "\(number.grouped) \(number == 1 ? one : many)"
  }
}

extension TableError.Position {
  /// The file, row, line and column.
  fileprivate var words: String {
    "\(path): row \(row.grouped) (line \(line.grouped)), column \(column) '\(name)'"
  }
}
