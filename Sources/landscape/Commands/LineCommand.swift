import ArgumentParser
import Rendering
import Surfaces

/// `landscape line`: loss and accuracy along one direction.
struct LineCommand: PictureCommand {
  static let configuration = CommandConfiguration(
    commandName: "line",
    abstract: "Plot loss and accuracy along a line through one checkpoint or several.",
    discussion: """
      landscape line resnet-20.ckpt
      landscape line plain-20.ckpt resnet-20.ckpt --x -1:1:101

      The line goes beside each checkpoint as NAME.line. Of a surface that is a plane, the row through the trained point is
      plotted.
      """)

  @Argument(help: ArgumentHelp("Checkpoints, lines or planes.", valueName: "model.ckpt"))
  var inputs: [String]

  @OptionGroup(title: "Picture") var sheet: PageOptions
  @OptionGroup(title: "Levels and colours") var look: ScaleOptions
  @OptionGroup(title: "Output") var files: NetworkOutputOptions
  @OptionGroup(title: "Probing") var probing: ProbingOptions

  var outputs: OutputOptions { files.options(numbersInData: probing.data.numbersFile(for: inputs)) }

  var source: SurfaceSource {
    SurfaceSource(probing: probing, data: probing.data.choice(for: inputs), isQuiet: outputs.quiet)
  }

  var inputFiles: [FileRoles.File] {
    SurfaceSource.files(of: inputs, isLine: true) + probing.data.choice(for: inputs).files
  }

  func checkUse() throws {
    try probing.checkUse(for: inputs)
    try look.planar.refuse("for a line, only for planes")
  }

  mutating func run() throws { try draw() }

  func paths() throws -> [String] { [try combinedPath(of: inputs, suffix: "-line")] }

  func drawings(from source: inout SurfaceSource) throws -> [Drawing] {
    guard probing.y == nil else {
      throw Failure(
        .usage, "--y: a line has one direction; leave it out, or draw a plane with 'landscape render'")
    }
    let path = try paths()[0]
    source.isLine = true
    var lines: [Surface] = []
    for input in inputs { lines.append(try line(source.surface(from: input), from: input)) }
    let scale = try look.scale(of: lines)
    let content = Drawing.Content.still { theme in
      SurfaceChart.lines(of: lines, scale: scale, style: look.style(theme, title: sheet.title))
    }
    return [Drawing(path: path, inputs: source.inputs, content: content)]
  }

  /// A line as it is; of a plane the row through the trained point.
  private func line(_ surface: Surface, from input: String) throws -> Surface {
    guard let y = surface.y else { return surface }
    guard let row = y.zeroIndex, let line = surface.row(row) else {
      throw Failure(
        .data, "\(input): a plane without a row through the trained point; probe a line with --x alone")
    }
    return line
  }
}
