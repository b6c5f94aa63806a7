import ArgumentParser
import Interchange
import Models

/// `landscape export`: a model as a file that other programs open.
struct ExportCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "export",
    abstract: "Write a model as ONNX, as a PyTorch export or as weights for PyTorch.",
    discussion: """
      landscape export resnet-20.ckpt -o resnet-20.onnx
      landscape export resnet-20.ckpt -o resnet-20.pt2
      landscape export resnet-20.ckpt -o resnet-20.safetensors

      ONNX and .pt2 hold the whole network, which takes samples as they are, pixels from 0 to 1, any number at a time.
      The weights alone have PyTorch's names.
      """)

  @Argument(help: ArgumentHelp("The checkpoint or model.", valueName: "model"))
  var path: String

  @OptionGroup(title: "Import") var importing: ImportOptions

  @Option(
    name: [.short, .long],
    help: ArgumentHelp("File to write; its ending is .onnx, .pt2 or .safetensors.", valueName: "file"))
  var output: String
  @Flag(name: [.short, .long], help: "Print nothing but errors.")
  var quiet = false

  mutating func run() throws {
    guard let format = ModelExport.Format(of: output) else {
      throw Failure(.usage, "\(output): its ending says no format to write; use .onnx, .pt2 or .safetensors")
    }
    try FileRoles(
      reads: [FileRoles.File("the model", path)] + importing.graph.file("--graph"),
      writes: [FileRoles.File("the export", output)]
    ).check()
    let model = try NetworkFile.read(path, importing).model
    try attempt { try ModelExport.write(model, as: format, program: Program.name, to: output) }
    if !quiet { Console.print(output) }
  }
}
