import ArgumentParser
import Models
import Networks

/// `landscape import`: a network of another program as a model file.
struct ImportCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "import",
    abstract:
      "Store a PyTorch or ONNX network as a model file, which opens at once and is complete in itself.",
    discussion: """
      landscape import model.pt2
      landscape import model.onnx -o resnet.ckpt
      landscape import weights.pth --graph model.pt2

      Every command takes networks of other programs as they are; importing saves the translation, and says what it did.
      """)

  @Argument(help: ArgumentHelp("The network: .pt2, ONNX, or weights with --graph.", valueName: "model"))
  var path: String

  @OptionGroup(title: "Import") var importing: ImportOptions

  @Option(
    name: [.short, .long],
    help: ArgumentHelp("Model file to write. (default: beside the network, .ckpt)", valueName: "file"))
  var output: String?
  @Flag(name: [.short, .long], help: "Print nothing but errors.")
  var quiet = false

  mutating func run() throws {
    guard try NetworkFile.isForeign(path) else {
      throw Failure(
        .data, "\(path): a file of landscape's own or of no kind that is known; see 'landscape inspect'")
    }
    let target = output ?? path.replacingExtension(with: "ckpt")
    try FileRoles(
      reads: [FileRoles.File("the network", path)] + importing.graph.file("--graph"),
      writes: [FileRoles.File("the model", target)]
    ).check()
    let network = try NetworkFile.read(path, importing)
    try attempt { try network.model.write(to: target) }
    guard !quiet else { return }
    var line = ProgressLine("", unit: "nodes", isQuiet: false)
    let layout = ParameterLayout(network.model.graph)
    line.finish(
      "\(target): \(network.model.imported?.format ?? "network"), \(network.model.graph.nodes.count.grouped) nodes, "
        + "\(layout.trainableCount.grouped) parameters that can be trained")
    for remark in network.model.imported?.remarks ?? [] { line.finish("\(target): \(remark)") }
    Console.print(target)
  }
}
