import ArgumentParser
import Data
import Networks
import Storage

/// Which data a network is measured on, and how, where the network itself does not say it.
struct ModelDataOptions: ParsableArguments {
  @Option(
    name: .customLong("data"),
    help: ArgumentHelp(
      """
      Data of a model that does not name them: a file of arrays x and y (.npz, .safetensors, x.npy,y.npy), a table \
      (.csv), IDX files (images,labels), tokens (.bin), a folder with a sub-folder of PNG or JPEG images for each class, or \
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
      Resize images of a folder before their centre is cut out: pixels of the shorter side (256), of both sides (224x224), \
      or none; with :bicubic for that filter. (default: the network's pixels / 0.875, bilinear; none where all images have \
      the network's pixels)
      """, valueName: "size"))
  var resize: String?

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

  /// What is said of the data.
  ///
  /// - Parameter pictures: what pictures are drawn from, whose numbers `--data` may name a file for; nil where there are
  ///   no pictures.
  func choice(for pictures: [String]? = nil) -> DataChoice {
    DataChoice(
      name: values.last { !isOfNumbers($0, pictures) }, target: target, resize: resize,
      normalize: normalize, loss: loss, folder: dataFolder)
  }

  /// Where `--data` says that a picture's numbers go, as it did before there was `--numbers`.
  func numbersFile(for pictures: [String]) -> String? { values.last { isOfNumbers($0, pictures) } }

  /// Refuses several data sets, and a file for numbers where there is no picture.
  func check(for pictures: [String]? = nil) throws {
    let files = values.filter { isOfNumbers($0, pictures) }
    guard pictures != nil || files.isEmpty else {
      throw Failure(.usage, "--data \(files[0]): JSON text is no data; name one of \(DataChoice.forms)")
    }
    guard max(files.count, values.count - files.count) <= 1 else {
      throw Failure(.usage, "--data: given \(values.count) times; name one data set")
    }
  }

  /// Whether a value is a file for a picture's numbers: JSON by its ending, or whatever cannot be data where nothing
  /// needs any.
  private func isOfNumbers(_ value: String, _ pictures: [String]?) -> Bool {
    if value.hasSuffix(".json") { return true }
    guard let pictures, !DataChoice.isNamedAsData(value) else { return false }
    return pictures.allSatisfy { path in
      switch (try? TensorFile.read(path)).flatMap(FileKind.init) {
      case .checkpoint, .surface: true
      case .model, .trajectory, .connection, nil: false
      }
    }
  }
}
