import ArgumentParser
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

  @Option(help: "Number of classes of a generated data set.")
  var classes: Int?
  @Option(help: "Noise of a generated data set.")
  var noise: Double?
  @Option(help: "Training samples of a generated data set.")
  var trainCount: Int?
  @Option(help: "Test samples of a generated data set.")
  var testCount: Int?
  @Option(help: "Seed of a generated data set.")
  var dataSeed: UInt64 = 0

  /// The data set that the options name.
  func resolve() throws -> DatasetDescription {
    let given = [trainImages, trainLabels, testImages, testLabels].compactMap(\.self)
    guard given.isEmpty || given.count == 4 else {
      throw Failure(
        .usage, "name all four of --train-images, --train-labels, --test-images and --test-labels, or none")
    }
    let isNamed = name != Self.usualName
    guard given.isEmpty || !isNamed || name == DatasetDescription.filesName else {
      throw Failure(
        .usage, "--data \(name) has its own files; leave it out, or --train-images and the others")
    }
    let files =
      given.isEmpty
      ? nil
      : IDXFiles(trainImages: given[0], trainLabels: given[1], testImages: given[2], testLabels: given[3])
    let settings = GeneratorOptions(
      classes: classes, noise: noise, trainCount: trainCount, testCount: testCount, seed: dataSeed)
    let name = files != nil ? DatasetDescription.filesName : name
    return try attempt {
      try DatasetDescription.resolve(name: name, folder: folder, files: files, generator: settings)
    }
  }
}
