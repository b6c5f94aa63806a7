/// A table from a text file: the first line names the columns, each further one is a row.
///
/// Entries are separated by commas, semicolons or tabs, whichever the first line has most of. Entries in quotation
/// marks may hold separators, line breaks, and quotation marks that are doubled (RFC 4180). Empty lines are passed over.
package struct CSVTable {
  package let path: String
  /// A column without a name is called `column 1`, by its position.
  package let names: [String]
  private let text: CSVText

  /// Number of rows below the header.
  package var rows: Int { text.records.count - 1 }

  /// Reads a file's bytes.
  ///
  /// - Throws: `TableError` for an empty or binary file, a quotation mark that is never closed, a row of another length
  ///   than the header, a header without names, and a name that two columns have.
  package init(_ bytes: [UInt8], path: String) throws(TableError) {
    let text = try CSVText(bytes, path: path)
    guard let header = text.records.first else { throw .empty(path: path) }
    let words = (0..<header.count).map { text.entry(record: 0, $0) }
    guard words.contains(where: { Double($0) == nil && !$0.isEmpty }) else { throw .noNames(path: path) }
    names = words.enumerated().map { $1.isEmpty ? "column \($0 + 1)" : $1 }
    var positions: [String: Int] = [:]
    for (index, name) in names.enumerated() {
      if let first = positions[name] {
        throw .sameNames(path: path, name: name, first: first + 1, second: index + 1)
      }
      positions[name] = index
    }
    guard text.records.count > 1 else { throw .noRows(path: path) }
    for (row, record) in text.records.enumerated() where record.count != header.count {
      throw .otherLength(
        path: path, row: row, line: record.line, found: record.count, expected: header.count)
    }
    self.path = path
    self.text = text
  }

  /// The index of a column.
  ///
  /// - Parameter option: what names it, for the error.
  /// - Throws: `TableError.unknownColumn`.
  package func column(named name: String, option: String) throws(TableError) -> Int {
    guard let column = names.firstIndex(of: name) else {
      throw .unknownColumn(option: option, name: name, path: path, names: names)
    }
    return column
  }

  /// Columns in which at least one entry is a number; the others hold words.
  package func numericColumns() -> [Int] { names.indices.filter(hasNumbers) }

  /// Whether at least one of a column's entries is a number.
  package func hasNumbers(_ column: Int) -> Bool {
    (1...rows).contains { Double(text.entry(record: $0, column)) != nil }
  }

  /// A column's numbers.
  ///
  /// - Throws: `TableError` `missingEntry` or `notANumber` for the first that is not a finite number.
  package func numbers(of column: Int) throws(TableError) -> [Double] {
    var numbers: [Double] = []
    numbers.reserveCapacity(rows)
    for row in 1...rows {
      let entry = text.entry(record: row, column)
      guard let number = Double(entry), number.isFinite else {
        throw entry.isEmpty
          ? .missingEntry(position(row, column)) : .notANumber(position(row, column), entry: entry)
      }
      numbers.append(number)
    }
    return numbers
  }

  /// A column's entries as texts.
  ///
  /// - Throws: `TableError.missingEntry` for the first that is empty.
  package func words(of column: Int) throws(TableError) -> [String] {
    var words: [String] = []
    words.reserveCapacity(rows)
    for row in 1...rows {
      let entry = text.entry(record: row, column)
      guard !entry.isEmpty else { throw .missingEntry(position(row, column)) }
      words.append(entry)
    }
    return words
  }

  /// Where an entry stands; rows are counted from 1, columns from 0.
  package func position(_ row: Int, _ column: Int) -> TableError.Position {
    TableError.Position(
      path: path, row: row, line: text.records[row].line, column: column + 1, name: names[column])
  }
}
