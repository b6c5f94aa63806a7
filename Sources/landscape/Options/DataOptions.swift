import ArgumentParser
import Data
import Training

/// Which data set, and where its files are.
struct DataOptions: ParsableArguments {
  private static let usualName = "fashion-mnist"

  @Option(
    name: .customLong("data"),
    help: ArgumentHelp(
      "The data set: \(DatasetDescription.names.joined(separator: ", ")).", valueName: "name"))
  var name = Self.usualName

  @Option(
    name: .customLong("data-folder"),
    help:
      "Folder with the data set's files (fashion-mnist is found by itself where Debian's package is installed)."
  )
  var folder: String?

  @Option(help: ArgumentHelp("IDX file of training images, for --data idx.", valueName: "file"))
  var trainImages: String?
  @Option(help: ArgumentHelp("IDX file of training labels.", valueName: "file"))
  var trainLabels: String?
  @Option(help: ArgumentHelp("IDX file of test images.", valueName: "file"))
  var testImages: String?
  @Option(help: ArgumentHelp("IDX file of test labels.", valueName: "file"))
  var testLabels: String?

  @Option(help: ArgumentHelp("CSV file to train on, for --data csv.", valueName: "file"))
  var trainFile: String?
  @Option(
    help: ArgumentHelp("CSV file to test on. (default: a share of the training file)", valueName: "file"))
  var testFile: String?
  @Option(
    help: ArgumentHelp(
      """
      Column of the CSV file to predict. Words are names of classes. Numbers make a regression: inputs and target are \
      standardized by the training rows, and losses are of the standardized target.
      """, valueName: "column"))
  var target: String?
  @Option(
    help: ArgumentHelp(
      "Columns to predict it from, separated by commas. (default: all others)", valueName: "list"))
  var columns: String?
  @Option(
    help:
      "Share of a CSV file's rows kept for testing, drawn by --data-seed. (default: \(TableOptions.usualShare))"
  )
  var testShare: Double?
  @Flag(help: "Take the numbers of --target as names of classes.")
  var classify = false

  @Option(help: "Number of classes of a generated data set.")
  var classes: Int?
  @Option(help: "Noise of a generated data set.")
  var noise: Double?
  @Option(help: "Training samples of a generated data set.")
  var trainCount: Int?
  @Option(help: "Test samples of a generated data set.")
  var testCount: Int?
  @Option(help: "Seed of a generated data set, or of the rows kept for testing.")
  var dataSeed: UInt64 = 0

  /// Whether the samples are images: not rows of a table, and neither generated points nor text.
  var isOfImages: Bool {
    guard trainFile == nil, name != DatasetDescription.tableName else { return false }
    return GeneratedData.Kind(rawValue: name).map { !$0.isOfPoints && !$0.isOfText } ?? true
  }

  /// Whether the samples are text.
  var isOfText: Bool { GeneratedData.Kind(rawValue: name)?.isOfText == true }

  /// The data set that the options name.
  func resolve() throws -> DatasetDescription {
    let given = [trainImages, trainLabels, testImages, testLabels].compactMap(\.self)
    guard given.isEmpty || given.count == 4 else {
      throw Failure(
        .usage, "name all four of --train-images, --train-labels, --test-images and --test-labels, or none")
    }
    let table = try table()
    let isNamed = name != Self.usualName
    for (options, isGiven, valid) in [
      ("--train-images and the others", !given.isEmpty, DatasetDescription.filesName),
      ("--train-file", table != nil, DatasetDescription.tableName),
    ] where isGiven && isNamed && name != valid {
      throw Failure(.usage, "--data \(name) has its own files; leave it out, or \(options)")
    }
    guard given.isEmpty || table == nil else {
      throw Failure(.usage, "--train-file and --train-images name two data sets; leave one of them out")
    }
    let files =
      given.isEmpty
      ? nil
      : IDXFiles(trainImages: given[0], trainLabels: given[1], testImages: given[2], testLabels: given[3])
    try checkUse(hasFiles: !given.isEmpty || table != nil)
    let settings = GeneratorOptions(
      classes: classes, noise: noise, trainCount: trainCount, testCount: testCount, seed: dataSeed)
    let implied = files != nil ? DatasetDescription.filesName : DatasetDescription.tableName
    let name = files == nil && table == nil ? name : implied
    return try attempt {
      try DatasetDescription.resolve(
        name: name, folder: folder, files: files, table: table, generator: settings,
        dataRoot: Program.dataRoot)
    }
  }

  /// Refuses options of another kind of data set.
  private func checkUse(hasFiles: Bool) throws {
    let isGenerated = !hasFiles && GeneratedData.Kind(rawValue: name) != nil
    let isKnown = hasFiles || DatasetDescription.names.contains(name)
    guard isKnown else { return }
    if !isGenerated {
      try OptionUse([
        "classes": classes != nil, "noise": noise != nil, "train-count": trainCount != nil,
        "test-count": testCount != nil,
      ]).refuse("for data from files, only for generated data sets", canBeSet: true)
    }
    if isGenerated || hasFiles {
      try OptionUse(["data-folder": folder != nil])
        .refuse(
          "for \(isGenerated ? "generated data" : "files that are named"), only for published data sets",
          canBeSet: true)
    }
    if !isGenerated, trainFile == nil {
      try OptionUse(["data-seed": dataSeed != 0])
        .refuse("for images from files, only for generated data sets and tables", canBeSet: true)
    }
  }

  /// What the options say of a CSV file; nil when none is named.
  private func table() throws -> TableOptions? {
    guard let trainFile else {
      let superfluous = [
        ("test-file", testFile != nil), ("target", target != nil), ("columns", columns != nil),
        ("test-share", testShare != nil), ("classify", classify),
      ].first { $0.1 }
      guard let superfluous else { return nil }
      throw Failure(.usage, "--\(superfluous.0): is about a CSV file; name that with --train-file")
    }
    if testShare != nil, testFile != nil {
      throw Failure(.usage, "--test-share: does nothing with --test-file; leave one of them out")
    }
    let names = columns?.split(separator: ",", omittingEmptySubsequences: false).map {
      String($0).withoutSpaces
    }
    return TableOptions(
      trainFile: trainFile, testFile: testFile, target: target, columns: names, testShare: testShare,
      seed: dataSeed, classify: classify)
  }
}
