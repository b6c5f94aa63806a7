import Regularization

/// A table from a text file: the first line names the columns, each further one is a row.
///
/// Entries are separated by commas, semicolons or tabs, whichever the first line has most of. Entries in quotation
/// marks may hold separators, line breaks, and quotation marks that are doubled (RFC 4180). Empty lines are passed over.
struct CSVTable {
  let path: String
  /// A column without a name is called `column 1`, by its place.
  let names: [String]
  private let text: CSVText

  /// Number of rows below the header.
  var rows: Int { text.records.count - 1 }

  /// Reads a file's bytes.
  ///
  /// - Throws: `Failure` for an empty or binary file, a quotation mark that is never closed, a row of another length
  ///   than the header, a header without names, and a name that two columns have.
  init(_ bytes: [UInt8], path: String) throws {
    let text = try CSVText(bytes, path: path)
    guard let header = text.records.first else {
      throw Failure(
        .data, "\(path): empty; the first line must name the columns, then follows one row a line")
    }
    let words = (0..<header.count).map { text.entry(record: 0, $0) }
    guard words.contains(where: { Double($0) == nil && !$0.isEmpty }) else {
      throw Failure(.data, "\(path): the first line holds no names; put one that names the columns above it")
    }
    names = words.enumerated().map { $1.isEmpty ? "column \($0 + 1)" : $1 }
    for (index, name) in names.enumerated() {
      guard let first = names.firstIndex(of: name), first < index else { continue }
      throw Failure(
        .data, "\(path): columns \(first + 1) and \(index + 1) are both named '\(name)'; rename one")
    }
    guard text.records.count > 1 else {
      throw Failure(.data, "\(path): names columns but has no rows; name another file")
    }
    for (row, record) in text.records.enumerated() where record.count != header.count {
      throw Failure(
        .data,
        "\(path): \(text.place(of: row)) has \(Self.count(record.count, "entry", "entries")) "
          + "for \(Self.count(header.count, "column", "columns")); correct that line")
    }
    self.path = path
    self.text = text
  }

  private static func count(_ number: Int, _ one: String, _ many: String) -> String {
    "\(number.grouped) \(number == 1 ? one : many)"
  }

  /// The place of a column.
  ///
  /// - Throws: `Failure` with the nearest name.
  func column(named name: String, option: String) throws -> Int {
    if let column = names.firstIndex(of: name) { return column }
    throw Failure(
      .usage, "--\(option) '\(name)': \(path) has no such column; \(Suggestion.text(for: name, among: names))"
    )
  }

  /// Columns in which at least one entry is a number; the others hold words.
  func numericColumns() -> [Int] {
    names.indices.filter { column in (1...rows).contains { Double(text.entry(record: $0, column)) != nil } }
  }

  /// A column's numbers.
  ///
  /// - Throws: `Failure` that names row and column of what is not a finite number.
  func numbers(of column: Int) throws -> [Double] {
    try (1...rows).map { row in
      let entry = text.entry(record: row, column)
      if let number = Double(entry), number.isFinite { return number }
      let place = "\(path): \(text.place(of: row)), column \(column + 1) '\(names[column])'"
      if entry.isEmpty { throw Failure(.data, "\(place): empty; fill it in or remove the row") }
      let hint = entry.contains(",") ? "write a decimal point" : "correct it or remove the row"
      throw Failure(.data, "\(place): '\(entry.prefix(40))' is not a number; \(hint)")
    }
  }

  /// The data of a regression.
  ///
  /// - Parameters:
  ///   - response: the column to explain.
  ///   - predictors: the columns that explain it; by default all others that hold numbers.
  /// - Returns: the table, and the names of the columns that were left out because they hold words.
  func regression(
    response: String, predictors: [String]?
  ) throws -> (table: RegressionTable, leftOut: [String]) {
    let target = try column(named: response, option: "response")
    var chosen: [Int]
    var leftOut: [String] = []
    if let predictors {
      chosen = try predictors.map { try column(named: $0, option: "predictors") }
      for (place, column) in chosen.enumerated() where column == target || chosen[..<place].contains(column) {
        let reason = column == target ? "is the response" : "is named twice"
        throw Failure(.usage, "--predictors '\(names[column])': \(reason); leave it out")
      }
    } else {
      chosen = numericColumns()
      leftOut = names.indices.filter { $0 != target && !chosen.contains($0) }.map { names[$0] }
      chosen.removeAll { $0 == target }
    }
    guard !chosen.isEmpty else {
      throw Failure(.data, "\(path): no column of numbers besides '\(response)'; add one to explain it with")
    }
    let answers = try numbers(of: target)
    let values = try chosen.flatMap { try numbers(of: $0) }
    let table = try attempt {
      try RegressionTable(
        columnMajor: values, rows: rows, response: answers, names: chosen.map { names[$0] })
    }
    return (table, leftOut)
  }
}
