import Networks
import Numerics
import Storage

/// A data set in one CSV file or two: which columns are the inputs, and which is to be predicted.
///
/// Without a file of its own the test split is a fraction of the rows, drawn with `seed`.
package struct TableData: Codable, Hashable, Sendable {
  package let trainFile: String
  /// Nil where the training file is divided.
  package let testFile: String?
  /// Name of the column that is to be predicted.
  package let target: String
  /// Names of the inputs, in the order of the channels.
  package let columns: [String]
  /// Names of the target's classes in the order of their labels; nil when it is a number.
  package let classNames: [String]?
  /// Share of the rows that is kept for testing; nil with a file for that.
  package let testShare: Double?
  package let seed: UInt64
  /// How rows are drawn for testing; nil with a file for that, and in checkpoints of version 0.1.
  ///
  /// What a network was tested on must stay what it was not trained on, so each checkpoint keeps its own method.
  package let division: Division?
  /// Digest of the files, so that a run is not continued with others.
  package let digest: Digest

  /// Methods of drawing the rows that are kept for testing.
  package enum Division: String, Codable, Hashable, Sendable {
    /// From a stream of its own.
    case ownStream = "own-stream"
  }

  /// The largest file that is read, decompressed: 4 GiB.
  private static let largestFile = 1 << 32
  /// Numbers beyond it, and differences below its inverse, could leave the range of `Float` when they are standardized.
  private static let largest = 1e30
  private static let smallest: Float = 1e-30

  /// Shape of one sample.
  package var shape: SampleShape { SampleShape(channels: columns.count) }

  /// The training file's name without its folder.
  package var name: String { trainFile.split(separator: "/").last.map(String.init) ?? trainFile }

  /// Reads the files to learn columns and classes, and checks that they can be learnt from.
  ///
  /// - Throws: `DatasetError` `table` or `file`; `invalidSetting` for a fraction outside of 0…1.
  package init(_ options: TableOptions) throws(DatasetError) {
    let train = try Self.read(options.trainFile)
    let test = try options.testFile.map { path throws(DatasetError) in try Self.read(path) }
    trainFile = options.trainFile
    testFile = options.testFile
    seed = options.seed
    let fraction = options.testShare ?? TableOptions.usualShare
    guard fraction > 0, fraction < 1 else {
      throw .invalidSetting(name: "test-share", value: "\(fraction)", allowed: "above 0 and below 1")
    }
    testShare = options.testFile == nil ? fraction : nil
    division = options.testFile == nil ? .ownStream : nil
    var hasher = Digest.Hasher()
    for file in [train, test].compactMap(\.self) { file.bytes.withUnsafeBytes { hasher.update($0) } }
    digest = hasher.finish()
    (target, columns, classNames) = try Self.describing { () throws(TableError) in
      try Self.choose(options, in: train.table)
    }
    try Self.describing { () throws(TableError) in
      // Of one file, whose rows are all read for either split, the training split tells enough.
      _ = try samples(.train, of: train.table)
      if let test { _ = try samples(.test, of: test.table) }
    }
  }

  private init(_ other: TableData, trainFile: String, testFile: String?) {
    self.trainFile = trainFile
    self.testFile = testFile
    target = other.target
    columns = other.columns
    classNames = other.classNames
    testShare = other.testShare
    seed = other.seed
    division = other.division
    digest = other.digest
  }

  /// The same data with its files at other paths.
  func moved(_ newPath: (String) -> String) -> TableData {
    TableData(self, trainFile: newPath(trainFile), testFile: testFile.map(newPath))
  }

  private static func read(_ path: String) throws(DatasetError) -> (bytes: [UInt8], table: CSVTable) {
    let bytes: [UInt8]
    do { bytes = try Gzip.read(path, limit: largestFile) } catch { throw .file(error) }
    return (bytes, try describing { () throws(TableError) in try CSVTable(bytes, path: path) })
  }

  private static func describing<Value>(
    _ body: () throws(TableError) -> Value
  ) throws(DatasetError) -> Value {
    do throws(TableError) { return try body() } catch { throw .table(error) }
  }

  private static func choose(
    _ options: TableOptions, in table: CSVTable
  ) throws(TableError) -> (target: String, columns: [String], classNames: [String]?) {
    guard let name = options.target else { throw .targetNeeded(path: table.path, names: table.names) }
    let target = try table.column(named: name, option: "target")
    var columns = table.names.indices.filter { $0 != target }
    if let names = options.columns {
      columns = []
      for name in names {
        let column = try table.column(named: name, option: "columns")
        guard column != target else { throw .inputIsTarget(name: name) }
        guard !columns.contains(column) else { throw .inputNamedTwice(name: name) }
        columns.append(column)
      }
    }
    guard !columns.isEmpty else { throw .noInputs(path: table.path, target: name) }
    let classNames =
      options.classify || !table.hasNumbers(target) ? TableClasses(try table.words(of: target)).names : nil
    return (name, columns.map { table.names[$0] }, classNames)
  }

  // MARK: Samples

  /// Reads one split.
  func load(_ split: Split) throws(DatasetError) -> Samples {
    let path = split == .test ? testFile ?? trainFile : trainFile
    let table = try Self.read(path).table
    return try Self.describing { () throws(TableError) in try samples(split, of: table) }
  }

  private func samples(_ split: Split, of table: CSVTable) throws(TableError) -> Samples {
    let rows = rows(split, of: table)
    guard split == .test || rows.count > 1 else { throw .tooFewRows(path: table.path, rows: table.rows) }
    let inputs = try inputs(of: table)
    var features = [Float](repeating: 0, count: rows.count * columns.count)
    for (channel, numbers) in inputs.enumerated() {
      guard split == .test || rows.contains(where: { abs(numbers[$0] - numbers[rows[0]]) > Self.smallest })
      else {
        throw .constant(path: table.path, name: columns[channel], isTarget: false)
      }
      for (sample, row) in rows.enumerated() { features[sample * columns.count + channel] = numbers[row] }
    }
    return Samples(shape: shape, values: .floats(features), targets: try targets(split, rows, of: table))
  }

  /// Rows of a split, counted from 0, rising.
  private func rows(_ split: Split, of table: CSVTable) -> [Int] {
    guard let testShare else { return Array(0..<table.rows) }
    var generator = SeededGenerator(seed: seed, for: division == nil ? .formerTableDivision : .tableDivision)
    let order = generator.shuffled(0..<table.rows)
    let kept = Int((Double(table.rows) * testShare).rounded())
    let testCount = max(kept, 1)
    return split == .test ? order.prefix(testCount).sorted() : order.dropFirst(testCount).sorted()
  }

  /// The columns' numbers.
  private func inputs(of table: CSVTable) throws(TableError) -> [[Float]] {
    var inputs: [[Float]] = []
    for name in columns {
      let column = try index(of: name, in: table)
      guard table.hasNumbers(column) else { throw .words(path: table.path, name: name) }
      inputs.append(try numbers(of: column, in: table).map { Float($0) })
    }
    return inputs
  }

  private func targets(
    _ split: Split, _ rows: [Int], of table: CSVTable
  ) throws(TableError) -> Samples.Targets {
    let column = try index(of: target, in: table)
    let constant = TableError.constant(path: table.path, name: target, isTarget: true)
    guard let classNames else {
      let numbers = try numbers(of: column, in: table)
      let chosen = rows.map { numbers[$0] }
      guard split == .test || chosen.contains(where: { $0 != chosen[0] }) else { throw constant }
      return .numbers(chosen)
    }
    let classes = TableClasses(names: classNames)
    let words = try table.words(of: column)
    var labels: [Int32] = []
    for row in rows {
      guard let label = classes.label(of: words[row]) else {
        throw .unknownClass(table.position(row + 1, column), entry: words[row], classes: classNames)
      }
      labels.append(label)
    }
    guard split == .test || labels.contains(where: { $0 != labels[0] }) else { throw constant }
    return .labels(labels, classes: classNames.count)
  }

  /// A column's numbers, none of them too large.
  private func numbers(of column: Int, in table: CSVTable) throws(TableError) -> [Double] {
    let numbers = try table.numbers(of: column)
    if let row = numbers.firstIndex(where: { abs($0) > Self.largest }) {
      throw .tooLarge(table.position(row + 1, column), entry: "\(numbers[row])")
    }
    return numbers
  }

  private func index(of name: String, in table: CSVTable) throws(TableError) -> Int {
    guard let column = table.names.firstIndex(of: name) else {
      throw .missingColumn(path: table.path, name: name, trainPath: trainFile)
    }
    return column
  }
}

extension TableData {
  private enum CodingKeys: CodingKey {
    case trainFile
    case testFile
    case target
    case columns
    case classNames
    case testShare
    case seed
    case division
    case digest
  }

  /// Reads a description and checks what `init(_:)` checks without the files.
  package init(from decoder: any Decoder) throws {
    let container = try decoder.container(keyedBy: CodingKeys.self)
    trainFile = try container.decode(String.self, forKey: .trainFile)
    testFile = try container.decodeIfPresent(String.self, forKey: .testFile)
    target = try container.decode(String.self, forKey: .target)
    columns = try container.decode([String].self, forKey: .columns)
    classNames = try container.decodeIfPresent([String].self, forKey: .classNames)
    testShare = try container.decodeIfPresent(Double.self, forKey: .testShare)
    seed = try container.decode(UInt64.self, forKey: .seed)
    division = try container.decodeIfPresent(Division.self, forKey: .division)
    digest = try container.decode(Digest.self, forKey: .digest)
    let hasShare = testShare.map { $0 > 0 && $0 < 1 } ?? false
    guard !columns.isEmpty, hasShare == (testFile == nil) else {
      throw DecodingError.dataCorruptedError(
        forKey: .columns, in: container, debugDescription: "not a table to learn from")
    }
  }
}
