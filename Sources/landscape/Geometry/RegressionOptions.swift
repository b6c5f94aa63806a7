import ArgumentParser
import Data
import Regularization

extension GeneratedRegression.Kind: ExpressibleByArgument {}

/// The data of a regression: a table in a file, or drawn at random.
struct RegressionOptions: ParsableArguments {
  @Option(help: ArgumentHelp("Table of numbers whose first line names the columns.", valueName: "file"))
  var csv: String?

  @Option(help: ArgumentHelp("Column of the table to explain.", valueName: "name"))
  var response: String?

  @Option(
    help: ArgumentHelp(
      "Columns that explain it, separated by commas. (default: all others that hold numbers)",
      valueName: "names"))
  var predictors: String?

  @Option(help: "Data drawn at random instead: diabetes-like, or correlated with every third coefficient.")
  var generate: GeneratedRegression.Kind?

  @Option(parsing: .unconditional, help: "Rows to draw. (default: 442 diabetes-like, else 100)")
  var rows: Int?

  @Option(parsing: .unconditional, help: "Predictors to draw. (default: 10)")
  var columns: Int?

  @Option(
    parsing: .unconditional, help: "Standard deviation of the noise. (default: 54 diabetes-like, else 2)")
  var noise: Double?

  @Option(help: "Seed of the random data. (default: 1)")
  var seed: UInt64?

  /// The table, where one is named.
  var inputFiles: [FileRoles.File] { csv.file("--csv") }

  /// Whether any data are asked for.
  var isGiven: Bool { csv != nil || generate != nil }

  /// What says which data they are, besides `--csv` and `--generate` themselves.
  var use: OptionUse {
    OptionUse([
      "response": response != nil, "predictors": predictors != nil, "rows": rows != nil,
      "columns": columns != nil, "noise": noise != nil, "seed": seed != nil,
    ])
  }

  /// The most numbers that are drawn.
  private static let limit = 100_000_000

  /// The data; without a word about them those that are like the diabetes data.
  ///
  /// A file is read through the source, so that a picture knows what it was drawn from.
  func data(from source: inout SurfaceSource) throws -> RegressionData {
    guard let csv else { return try drawn(source.replay) }
    let superfluous = [
      ("generate", generate != nil), ("rows", rows != nil), ("columns", columns != nil),
      ("noise", noise != nil), ("seed", seed != nil),
    ].first { $0.1 }
    if let superfluous {
      throw Failure(.usage, "--\(superfluous.0): for data drawn at random; leave it or --csv out")
    }
    let bytes = try source.bytes(of: csv)
    let table = try attempt { try CSVTable(bytes, path: csv) }
    guard let response else {
      throw Failure(
        .usage,
        "--csv \(csv): say which column to explain with --response; "
          + "choose from \(table.names.joined(separator: ", "))")
    }
    let words = predictors.map { $0.split(separator: ",", omittingEmptySubsequences: false).map(String.init) }
    let predictors = words?.map(\.withoutSpaces)
    let found = try attempt { try table.regression(response: response, predictors: predictors) }
    return RegressionData(
      table: found.table, name: csv.fileName, response: response, leftOut: found.leftOut, origin: nil)
  }

  private func drawn(_ replay: Replay?) throws -> RegressionData {
    for (name, isGiven) in [("response", response != nil), ("predictors", predictors != nil)] where isGiven {
      throw Failure(.usage, "--\(name): names columns of a table; give that with --csv")
    }
    let kind = generate ?? .diabetesLike
    let isLike = kind == .diabetesLike
    let rows = self.rows ?? (isLike ? 442 : 100)
    let columns = self.columns ?? GeneratedRegression.diabetesColumns
    let noise = self.noise ?? (isLike ? 54 : 2)
    guard rows >= 2 else { throw Failure(.usage, "--rows \(rows): at least 2 rows are needed") }
    guard columns >= 1 else { throw Failure(.usage, "--columns \(columns): at least 1 is needed") }
    if isLike, columns > GeneratedRegression.diabetesColumns {
      throw Failure(
        .usage, "--columns \(columns): diabetes-like data have up to 10; use --generate correlated")
    }
    guard columns <= Self.limit / rows else {
      throw Failure(
        .usage, "--rows \(rows) --columns \(columns): more than \(Self.limit.grouped) numbers; use fewer")
    }
    try replay?.checkWork(
      rows * columns, limit: Replay.tableLimit, "--rows \(rows) --columns \(columns)")
    guard noise >= 0, noise.isFinite else {
      throw Failure(.usage, "--noise \(noise): must be zero or a positive number")
    }
    let seed = seed ?? 1
    let data = GeneratedRegression(kind: kind, rows: rows, columns: columns, noise: noise, seed: seed)
    let table = try attempt { try data.table() }
    return RegressionData(
      table: table, name: "\(kind.rawValue) data", response: "y", leftOut: [],
      origin:
        "drawn at random (noise \(noise == noise.rounded() ? "\(noise)".replacing(".0", with: "") : "\(noise)"), seed \(seed))"
    )
  }
}

/// The data of a regression, and what captions say of them.
struct RegressionData {
  let table: RegressionTable
  /// The file's name, or the kind of random data.
  let name: String
  /// Name of the response.
  let response: String
  /// Columns that were left out because they hold words.
  let leftOut: [String]
  /// How random data were drawn; nil for a file.
  let origin: String?

  /// Where the data come from, for captions.
  var source: String {
    let words =
      leftOut.isEmpty
      ? ""
      : "; without \(leftOut.joined(separator: ", ")), which \(leftOut.count == 1 ? "holds" : "hold") words"
    return "\(name)\(origin.map { ", \($0)" } ?? ", response \(response)")\(words)"
  }
}
