/// The data of a regression: rows of predictors with a response, checked.
package struct RegressionTable: Hashable, Sendable {
  /// Number of samples n.
  package let rows: Int
  /// Number of predictors p.
  package let columns: Int
  /// Names of the predictors, `x1`, `x2` … where none were given.
  package let names: [String]
  /// Predictors column after column, n numbers each.
  package let values: [Double]
  /// One number a row.
  package let response: [Double]

  /// A table from its rows.
  ///
  /// - Throws: `emptyTable`, `raggedRow`, `responseLength`, and `notFinite` or `responseNotFinite` for NaN
  ///   and infinity, each with the position.
  package init(rows table: [[Double]], response: [Double], names: [String]? = nil)
    throws(RegularizationError)
  {
    guard let first = table.first, !first.isEmpty else { throw .emptyTable }
    var values = [Double](repeating: 0, count: table.count * first.count)
    for (row, entries) in table.enumerated() {
      guard entries.count == first.count else {
        throw .raggedRow(row: row, found: entries.count, expected: first.count)
      }
      for (column, entry) in entries.enumerated() { values[column * table.count + row] = entry }
    }
    try self.init(columnMajor: values, rows: table.count, response: response, names: names)
  }

  /// A table from predictors that lie column after column.
  ///
  /// - Throws: as above.
  package init(
    columnMajor values: [Double], rows: Int, response: [Double], names: [String]? = nil
  ) throws(RegularizationError) {
    guard rows > 0, !values.isEmpty else { throw .emptyTable }
    precondition(values.count % rows == 0, "\(values.count) entries in \(rows) rows")
    guard response.count == rows else {
      throw .responseLength(found: response.count, expected: rows)
    }
    if let row = response.firstIndex(where: { !$0.isFinite }) { throw .responseNotFinite(row: row) }
    if let index = values.firstIndex(where: { !$0.isFinite }) {
      throw .notFinite(row: index % rows, column: index / rows)
    }
    let columns = values.count / rows
    precondition(
      names == nil || names?.count == columns, "\(names?.count ?? 0) names for \(columns) columns")
    self.rows = rows
    self.columns = columns
    self.names = names ?? (1...columns).map { "x\($0)" }
    self.values = values
    self.response = response
  }

  /// The table with some of the predictors only, in that order.
  ///
  /// - Throws: `noSuchColumn`.
  package func selecting(_ chosen: [Int]) throws(RegularizationError) -> RegressionTable {
    for column in chosen where column < 0 || column >= columns {
      throw .noSuchColumn(column: column, columns: columns)
    }
    return try RegressionTable(
      columnMajor: chosen.flatMap { values[$0 * rows..<($0 + 1) * rows] }, rows: rows,
      response: response,
      names: chosen.map { names[$0] })
  }

  /// Predictors that have the same value in all rows.
  package var constantColumns: [Int] {
    (0..<columns).filter { column in
      let entries = values[column * rows..<(column + 1) * rows]
      return entries.allSatisfy { $0 == entries.first }
    }
  }

  /// Pairs of predictors that are equal in all rows, the first occurrence first.
  package var duplicateColumns: [(first: Int, second: Int)] {
    var seen: [ArraySlice<Double>: Int] = [:]
    var pairs: [(Int, Int)] = []
    for column in 0..<columns {
      let entries = values[column * rows..<(column + 1) * rows]
      if let first = seen[entries] { pairs.append((first, column)) } else { seen[entries] = column }
    }
    return pairs
  }
}
