import ArgumentParser
import Probing
import Rendering
import Storage
import Surfaces
import Training

extension Picture.Format: ExpressibleByArgument {}

/// `landscape render`: checkpoint or surface in, picture out.
struct RenderCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "render",
    abstract: "Draw a checkpoint's loss as a contour map, probing it first if need be.",
    discussion: """
      landscape render resnet-20.ckpt
      landscape render plain-20.ckpt resnet-20.ckpt        # two pictures on one scale
      landscape render resnet-20.surface --theme dark -o figure.svg

      A surface beside the checkpoint is reused when it was made from that checkpoint and, where probing options are given,
      with those options; otherwise it is refused.
      """)

  @Argument(help: ArgumentHelp("Checkpoints or surfaces; several share one scale.", valueName: "model.ckpt"))
  var inputs: [String]

  @OptionGroup(title: "Picture") var picture: PictureOptions
  @OptionGroup(title: "Probing") var probing: ProbingOptions

  @Option(
    name: [.short, .long],
    help: ArgumentHelp(
      "Picture to write: .png, .svg or .pdf. (default: beside the input, .png)", valueName: "file"))
  var output: String?
  @Option(help: "Format of the pictures: png, svg or pdf. (default: by the ending of --output)")
  var format: Picture.Format?
  @Flag(help: "Compute anew where a surface made from other inputs exists.")
  var force = false
  @Flag(name: [.short, .long], help: "Print nothing but errors.")
  var quiet = false

  mutating func run() throws {
    guard output == nil || inputs.count == 1 else {
      throw Failure(
        .usage, "-o names one picture for \(inputs.count) inputs; leave it out, or render them one by one")
    }
    let format = try chosenFormat()
    let page = try page()
    let levels = try picture.chosenLevels()
    let outputs = inputs.map { output ?? $0.replacingExtension(with: format.rawValue) }
    try attempt { for path in outputs { try AtomicFile.checkWritable(path) } }

    var surfaces: [Surface] = []
    for input in inputs { surfaces.append(try surface(from: input)) }
    let scale = Scale(covering: surfaces.flatMap(\.loss), kind: picture.scale.kind, levels: levels)
    for (surface, path) in zip(surfaces, outputs) {
      try draw(surface, scale, page, format, to: path)
      if !quiet { Console.print(path) }
    }
  }

  private func chosenFormat() throws -> Picture.Format {
    if let format { return format }
    guard let output else { return .png }
    guard let format = Picture.Format(path: output) else {
      throw Failure(.usage, "\(output): the ending says no format; use .png, .svg or .pdf, or give --format")
    }
    return format
  }

  private func page() throws -> Page {
    do throws(RenderingError) {
      return try Page(width: picture.width, height: picture.height, dpi: picture.dpi)
    } catch { throw Failure(error, path: "") }
  }

  /// The surface in a file, or the one that belongs to a checkpoint, computed if it is not there yet.
  private func surface(from input: String) throws -> Surface {
    let file = try attempt { try TensorFile.read(input) }
    switch FileKind(file) {
    case .surface:
      let surface = try attempt { try Surface(file, path: input) }
      if surface.missing == surface.count {
        throw Failure(.data, "\(input): no point is computed yet; finish it with 'landscape probe'")
      }
      return surface
    case .checkpoint: return try surface(of: attempt { try Checkpoint(file, path: input) }, from: input)
    case .trajectory, nil:
      throw Failure(
        .data, "\(input): neither a checkpoint nor a surface; see what it is with 'landscape inspect'")
    }
  }

  private func surface(of checkpoint: Checkpoint, from input: String) throws -> Surface {
    let path = FileKind.surface.path(beside: input)
    var options = try probing.resolve()
    if !probing.isSpecific, !force, FileBytes.exists(path) {
      let found = try attempt { try Surface.read(path) }
      if found.provenance.checkpointDigest != checkpoint.digest {
        throw Failure(
          .cannotCreate,
          "\(path): made from another checkpoint than \(input); --force to compute it anew, or remove it")
      }
      if found.missing == 0 { return found }
      let workers = options.workers
      options = try attempt { try ProbeOptions(continuing: found, from: path) }
      options.workers = workers
    }
    return try ProbeRun.run(
      checkpoint, from: input, options, dataset: probing.dataset(of: checkpoint), to: path, overwrite: force,
      isQuiet: quiet)
  }

  private func draw(
    _ surface: Surface, _ scale: Scale, _ page: Page, _ format: Picture.Format, to path: String
  ) throws {
    let figure = SurfaceFigure.make(of: surface, scale: scale, style: picture.style)
    let notes = [PictureNote("Command", Program.commandForAnyThreads), PictureNote("Software", Program.name)]
    let result: Picture
    do throws(RenderingError) {
      result = try Picture(of: figure, on: page, as: format, notes: notes)
    } catch { throw Failure(error, path: path) }
    if !result.missingCharacters.isEmpty {
      let characters = result.missingCharacters.map(String.init).joined(separator: " ")
      Console.warn("\(path): no installed font has \(characters); install one, e.g. fonts-noto-cjk")
    }
    try attempt { try result.write(to: path) }
  }
}
