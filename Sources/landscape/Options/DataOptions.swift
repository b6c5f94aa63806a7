import ArgumentParser
import Training

/// Which data set, and where its files are.
struct DataOptions: ParsableArguments {
  @Option(
    name: .customLong("data"),
    help: ArgumentHelp(
      "The data set: \(DatasetDescription.names.joined(separator: ", ")).", valueName: "name"))
  var name = "fashion-mnist"

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
    var files: IDXFiles?
    if let trainImages, let trainLabels, let testImages, let testLabels {
      files = IDXFiles(
        trainImages: trainImages, trainLabels: trainLabels, testImages: testImages, testLabels: testLabels)
    }
    let settings = GeneratorOptions(
      classes: classes, noise: noise, trainCount: trainCount, testCount: testCount, seed: dataSeed)
    let name = files != nil ? DatasetDescription.filesName : name
    return try attempt {
      try DatasetDescription.resolve(name: name, folder: folder, files: files, generator: settings)
    }
  }
}
