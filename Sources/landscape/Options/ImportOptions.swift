import ArgumentParser
import Interchange

/// What a user may have to say about a network of another program.
struct ImportOptions: ParsableArguments {
  @Option(
    help: ArgumentHelp(
      "The architecture, for a PyTorch or safetensors file that has weights only: a .pt2 or ONNX file of the same "
        + "network. Known families need none, such as torchvision's ResNets; 'landscape inspect' says which.",
      valueName: "file"))
  var graph: String?

  @Option(
    help: ArgumentHelp(
      "Entry of a PyTorch file that holds the weights, where it has several.", valueName: "name"))
  var key: String?

  @Option(
    help: ArgumentHelp(
      "Output of an imported network to use. (default: logits, else the first)", valueName: "name"))
  var outputName: String?

  /// Which of the options were given.
  var use: OptionUse {
    OptionUse(["graph": graph != nil, "key": key != nil, "output-name": outputName != nil])
  }

  /// The options in the importer's form.
  var options: ModelImport.Options {
    var options = ModelImport.Options()
    options.graphPath = graph
    options.key = key
    options.output = outputName
    return options
  }
}
