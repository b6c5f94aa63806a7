import ArgumentParser
import Data
import Networks

/// Which data a network is measured on, and how, where the network itself does not say it.
struct ModelDataOptions: ParsableArguments {
  @Option(
    name: .customLong("data"),
    help: ArgumentHelp(
      """
      Data of a model that does not name them: a file of arrays x and y (.npz, .safetensors, x.npy,y.npy), a table \
      (.csv), IDX files (images,labels), tokens (.bin), or \
      \(DatasetDescription.namesWithoutFiles.joined(separator: ", ")).
      """, valueName: "file or name"))
  var values: [String] = []

  @Option(
    help: ArgumentHelp("Column of a table to predict. (default: the last one)", valueName: "column"))
  var target: String?

  @Option(
    help: ArgumentHelp(
      "What the model's inputs were normalized by: imagenet, half, none, or mean:deviation of each channel or of all. Pixels need it.",
      valueName: "statistics"))
  var normalize: String?

  @Option(
    help: ArgumentHelp(
      """
      What the outputs of a model are measured by: cross-entropy, cross-entropy:S with label smoothing, \
      binary-cross-entropy, mean-squared-error or mean-absolute-error. (default: cross-entropy of classes, \
      mean-squared-error of numbers)
      """, valueName: "name"), transform: OptimizationOptions.loss)
  var loss: LossFunction?

  @Option(help: "Folder of the data set, when it is not where training found it.")
  var dataFolder: String?

  /// Whether something is said beside the folder.
  var isGiven: Bool { !use.given.isEmpty }

  /// The options that were given, without the folder.
  var use: OptionUse {
    OptionUse([
      "data": choice.name != nil, "target": target != nil, "normalize": normalize != nil, "loss": loss != nil,
    ])
  }

  /// The values together.
  var choice: DataChoice {
    DataChoice(
      name: values.last { !Self.isOfNumbers($0) }, target: target, normalize: normalize, loss: loss,
      folder: dataFolder)
  }

  /// Where `--data` says that a picture's numbers go, as it did before there was `--numbers`.
  var numbersFile: String? { values.last(where: Self.isOfNumbers) }

  /// Refuses several data sets, and a file for numbers where there is no picture.
  func check(isOfPicture: Bool) throws {
    let files = values.filter(Self.isOfNumbers)
    guard isOfPicture || files.isEmpty else {
      throw Failure(.usage, "--data \(files[0]): JSON text is no data; name one of \(DataChoice.forms)")
    }
    guard max(files.count, values.count - files.count) <= 1 else {
      throw Failure(.usage, "--data: given \(values.count) times; name one data set")
    }
  }

  private static func isOfNumbers(_ value: String) -> Bool { value.hasSuffix(".json") }
}
