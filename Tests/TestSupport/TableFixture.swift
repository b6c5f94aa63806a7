import Data
import Networks

/// A folder with tables.
package struct TableFixture {
  package let folder: TemporaryFolder

  package init() throws { folder = try TemporaryFolder() }

  /// Writes a table; returns its path.
  package func write(_ text: String, to name: String = "t.csv") throws -> String {
    try folder.file(name, Array(text.utf8))
  }

  /// Writes a table of numbers whose last column is `y`, the others `x1`, `x2`, …; returns its path.
  package func write(_ rows: [[Double]], to name: String = "t.csv") throws -> String {
    let inputs = (1..<(rows.first?.count ?? 1)).map { "x\($0)" }
    let lines =
      [(inputs + ["y"]).joined(separator: ",")] + rows.map { $0.map { "\($0)" }.joined(separator: ",") }
    return try write(lines.joined(separator: "\n"), to: name)
  }

  /// A table as data; the test split is the training split unless a share is given.
  package func dataset(_ path: String, target: String = "y", testShare: Double? = nil) throws
    -> DatasetDescription
  {
    try DatasetDescription.resolve(
      name: "csv",
      table: TableOptions(
        trainFile: path, testFile: testShare == nil ? path : nil, target: target, testShare: testShare))
  }
}
