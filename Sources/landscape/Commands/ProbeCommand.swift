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
      landscape probe resnet-20.ckpt --exact --shard 3/16     # one of 16 processes
      landscape probe resnet-20.ckpt --plane trajectory

      The loss is the mean over all samples of the training split, unless told otherwise, estimated to 1 % from as few of them
      as that takes. An interrupted probe continues when the same command is repeated; a surface made from other inputs is
      never reused.

      Each shard goes into a file of its own, NAME.surface.3-of-16; the one that ends last puts them together, as
      'landscape merge' does.
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
  @Option(
    help: ArgumentHelp(
      "Compute the Kth of N parts of the points: K/N, or 'auto' for what Slurm, an MPI launcher or Kubernetes says in the environment, or 'auto/N' where that does not say N.",
      valueName: "K/N"))
  var shard: String?
  @Flag(name: [.short, .long], help: "Print nothing but errors.")
  var quiet = false

  mutating func run() throws {
    try probing.data.check()
    let axes = try probing.axesChoice()
    var options = try probing.resolve(along: axes)
    options.shard = try shard.map { try ShardChoice($0).shard }
    let network = try NetworkFile.read(checkpoint, probing.importing, data: probing.data.choice())
    let path = output ?? SurfaceSource.surfacePath(of: checkpoint, along: axes)
    try FileRoles(
      reads: [FileRoles.File("the checkpoint", checkpoint)] + probing.data.choice().files
        + probing.importing.graph.file("--graph") + (axes?.files(beside: checkpoint) ?? []),
      writes: [FileRoles.File("the surface", path)] + (options.shard?.path(of: path)).file("the shard")
    ).check()
    // One process alone writes the directions, which are the same for all.
    let isFirst = (options.shard?.number ?? 1) == 1
    let surface = try ProbeRun.run(
      network, options, along: axes, importing: probing.importing, on: probing.data.choice(), to: path,
      savingDirectionsTo: isFirst ? probing.saveDirections : nil, overwrite: probing.force, isQuiet: quiet)
    if !quiet { Console.print(surface.provenance.shard?.path(of: path) ?? path) }
  }
}
