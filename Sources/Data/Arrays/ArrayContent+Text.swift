import Formats
import Storage

extension ArrayContent {
  /// The largest file that is read, decompressed: 4 GiB.
  private static let largestFile = 1 << 32

  /// Whether a file is a table, by its ending.
  static func isTable(_ path: String) -> Bool {
    [".csv", ".tsv", ".csv.gz", ".tsv.gz"].contains { path.hasSuffix($0) }
  }

  /// A table: all columns but one are `x`, that one is `y`: words and whole numbers name classes.
  ///
  /// Words are classes in the order of the alphabet.
  init(table path: String, column name: String?) throws(DatasetError) {
    let bytes: [UInt8]
    do throws(StorageError) { bytes = try Gzip.read(path, limit: Self.largestFile) } catch {
      throw .file(error)
    }
    do throws(TableError) {
      let table = try CSVTable(bytes, path: path)
      let target =
        try name.map { name throws(TableError) in try table.column(named: name, option: "target") }
        ?? table.names.count - 1
      let columns = table.names.indices.filter { $0 != target }
      guard !columns.isEmpty else { throw TableError.noInputs(path: path, target: table.names[target]) }
      var x = [Float](repeating: 0, count: table.rows * columns.count)
      for (place, column) in columns.enumerated() {
        guard table.hasNumbers(column) else { throw TableError.words(path: path, name: table.names[column]) }
        for (row, number) in try table.numbers(of: column).enumerated() {
          guard Float(number).isFinite else {
            throw TableError.tooLarge(table.position(row + 1, column), entry: "\(number)")
          }
          x[row * columns.count + place] = Float(number)
        }
      }
      self.init(
        path: path,
        [
          "x": ForeignTensor(x, extents: [table.rows, columns.count]),
          "y": try Self.target(target, of: table),
        ]
        .compactMapValues(\.self))
    } catch { throw .table(error) }
  }

  private static func target(_ column: Int, of table: CSVTable) throws(TableError) -> ForeignTensor? {
    guard table.hasNumbers(column) else {
      let words = try table.words(of: column)
      let classes = TableClasses(words)
      return tensor(words.map { Int64(classes.label(of: $0) ?? 0) }, .int64)
    }
    let numbers = try table.numbers(of: column)
    let integers = numbers.compactMap { Int64(exactly: $0) }
    return integers.count == numbers.count ? tensor(integers, .int64) : tensor(numbers, .float64)
  }

  /// A file of tokens and nothing else: numbers of 16 bits, or of 32.
  ///
  /// They have 32 bits where the network has more than 2¹⁶ tokens, and where every second number of 16 bits is 0.
  init(tokens path: String, rows: Int?) throws(DatasetError) {
    let bytes: [UInt8]
    do throws(StorageError) { bytes = try FileBytes.read(path, limit: Self.largestFile) } catch {
      throw .file(error)
    }
    guard rows != nil else {
      throw .array(
        path: path, reason: "a file of tokens, and the network takes numbers; name one of \(Self.forms)")
    }
    guard bytes.count.isMultiple(of: 2) else {
      throw .array(path: path, reason: "its \(bytes.count) bytes are no tokens of 16 or 32 bits")
    }
    let canBeWide = bytes.count.isMultiple(of: 4)
    let isWide =
      (rows ?? 0) > 1 << 16
      || canBeWide && bytes.count > 4
        && stride(from: 2, to: bytes.count, by: 4).allSatisfy { bytes[$0] == 0 && bytes[$0 + 1] == 0 }
    guard canBeWide || !isWide else {
      throw .array(
        path: path,
        reason:
          "its \(bytes.count) bytes are no tokens of 32 bits, which the network's table of \(rows ?? 0) needs"
      )
    }
    let count = bytes.count / (isWide ? 4 : 2)
    let tensor = ForeignTensor(isWide ? .uint32 : .uint16, extents: [count], storage: ByteStorage(bytes))
    self.init(path: path, ["x": tensor].compactMapValues(\.self))
  }
}
