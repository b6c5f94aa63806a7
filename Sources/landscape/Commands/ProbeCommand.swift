import ArgumentParser
import Probing
import Training

/// `landscape probe`: checkpoint in, surface out.
struct ProbeCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "probe",
    abstract: "Compute the loss around a checkpoint on a grid; writes a surface.",
    discussion: """
      landscape probe resnet-20.ckpt
      landscape probe resnet-20.ckpt --x -1:1:51 --y -0.5:0.5:26 --samples 5000
      landscape probe resnet-20.ckpt --x -1:1:101     # a line
      landscape probe net.model --data data.npz       # arrays x and y

      The loss is the mean over all samples of the training split, unless told otherwise, estimated to 1 % from as few of them
      as that takes. An interrupted probe continues when the same command is repeated; a surface made from other inputs is
      never reused.
      """)

  @Argument(help: ArgumentHelp("The checkpoint or model.", valueName: "model.ckpt"))
  var checkpoint: String

  @OptionGroup(title: "Probing") var probing: ProbingOptions

  @Option(
    name: [.short, .long],
    help: ArgumentHelp(
      "Surface to write. (default: beside the checkpoint, NAME.surface; of another program's network the whole name, as model.onnx.surface)",
      valueName: "file"))
  var output: String?
  @Flag(name: [.short, .long], help: "Print nothing but errors.")
  var quiet = false

  mutating func run() throws {
    try probing.data.check()
    let options = try probing.resolve()
    let network = try NetworkFile.read(checkpoint, probing.importing, data: probing.data.choice())
    let path = output ?? FileKind.surface.path(beside: checkpoint)
    try FileRoles(
      reads: [FileRoles.File("the checkpoint", checkpoint)] + probing.data.choice().files
        + probing.importing.graph.file("--graph"),
      writes: [FileRoles.File("the surface", path)]
    ).check()
    _ = try ProbeRun.run(
      network, options, on: probing.data.choice(), to: path, savingDirectionsTo: probing.saveDirections,
      overwrite: probing.force, isQuiet: quiet)
    if !quiet { Console.print(path) }
  }
}
