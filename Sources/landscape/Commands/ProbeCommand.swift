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
      landscape probe resnet-20.ckpt --plane trajectory

      The loss is the mean over a random choice of samples, of the training split unless told otherwise. An interrupted
      probe continues when the same command is repeated; a surface made from other inputs is never reused.
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
    let axes = try probing.axesChoice()
    let options = try probing.resolve(along: axes)
    let network = try NetworkFile.read(checkpoint, probing.importing, data: probing.data.choice())
    let path = output ?? SurfaceSource.surfacePath(of: checkpoint, along: axes)
    try FileRoles(
      reads: [FileRoles.File("the checkpoint", checkpoint)] + probing.data.choice().files
        + probing.importing.graph.file("--graph") + (axes?.files(beside: checkpoint) ?? []),
      writes: [FileRoles.File("the surface", path)]
    ).check()
    _ = try ProbeRun.run(
      network, options, along: axes, importing: probing.importing, on: probing.data.choice(), to: path,
      savingDirectionsTo: probing.saveDirections, overwrite: probing.force, isQuiet: quiet)
    if !quiet { Console.print(path) }
  }
}
