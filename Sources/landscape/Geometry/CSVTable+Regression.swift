import Data
import Regularization

extension CSVTable {
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
    let columns = try chosen.map { try numbers(of: $0) }
    for (column, numbers) in [(target, answers)] + zip(chosen, columns)
    where numbers.contains(where: { $0.magnitude > QuadraticLossOptions.greatest }) {
      throw Failure(
        .data,
        "\(path): column '\(names[column])' holds numbers beyond \(QuadraticLossOptions.greatest); choose another unit"
      )
    }
    let table = try RegressionTable(
      columnMajor: columns.flatMap(\.self), rows: rows, response: answers, names: chosen.map { names[$0] })
    return (table, leftOut)
  }
}
