import ArgumentParser
import Networks
import Probing
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
      landscape line a.ckpt --to b.ckpt           # from a, at 0, straight to b, at 1
      landscape line a.ckpt --plane trajectory    # along the run that led to a, a.trajectory

      The line goes beside each checkpoint as NAME.line. Of a surface that is a plane, the row through the trained point is
      plotted. With --to, a network with batch normalization gets two lines, with statistics between those of both ends and
      recalibrated, and the barrier's height is printed with its standard error.
      """)

  @Argument(help: ArgumentHelp("Checkpoints, lines or planes.", valueName: "model.ckpt"))
  var inputs: [String]

  @Option(help: ArgumentHelp("Straight to this network, at 1.", valueName: "other.ckpt"))
  var to: String?

  @Option(
    help: ArgumentHelp(
      "Along a curve that 'landscape connect' has trained, beside the straight line with --to.",
      valueName: "file.connection"))
  var along: String?

  @OptionGroup(title: "Picture") var sheet: PageOptions
  @OptionGroup(title: "Levels and colours") var look: ScaleOptions
  @OptionGroup(title: "Output") var files: NetworkOutputOptions
  @OptionGroup(title: "Probing") var probing: ProbingOptions

  var outputs: OutputOptions { files.options(numbersInData: probing.data.numbersFile(for: inputs)) }

  var source: SurfaceSource {
    SurfaceSource(probing: probing, data: probing.data.choice(for: inputs), isQuiet: outputs.quiet)
  }

  var inputFiles: [FileRoles.File] {
    let lines = ((try? kinds()) ?? [nil]).flatMap { kind in
      SurfaceSource.files(of: inputs, isLine: true, along: kind.map { AxesChoice(kind: $0) })
    }
    return lines + probing.data.choice(for: inputs).files
  }

  func checkUse() throws {
    try probing.checkUse(for: inputs)
    try look.planar.refuse("for a line, only for planes")
    let kinds = try kinds()
    for input in inputs { try checkEnd(from: input) }
    guard kinds != [nil], try !inputs.allSatisfy({ try InputKind(of: $0) == .network }) else { return }
    try OptionUse(["to": to != nil, "along": along != nil])
      .refuse("for a surface that is computed already, only for a checkpoint")
  }

  /// Makes sure that the curve of `--along` leads to the same network as the straight line of `--to`.
  private func checkEnd(from input: String) throws {
    guard let to, let along, try InputKind(of: input) == .network else { return }
    let curve = try attempt { try ConnectionFile.read(along) }
    let data = probing.data.choice(for: inputs)
    let model = try NetworkFile.read(input, probing.importing, data: data).model
    let other = try NetworkFile.read(to, probing.importing).model
    var end = other.parameters
    if probing.axes.align {
      end = try attempt { try UnitAlignment(of: other, named: to, to: model) }.parameters
    }
    guard curve.knots.last != end else { return }
    let made = curve.description
    throw Failure(
      .data,
      "\(along): leads to \(made.end)\(made.isAligned ? " with --align" : ""), not to where --to does; "
        + "give both the same network, or leave --to out")
  }

  /// What the lines lead along; nil for a random direction.
  private func kinds() throws -> [AxesChoice.Kind?] {
    try OptionUse(["through": !probing.axes.through.isEmpty])
      .refuse("for a line; go straight to another network with --to")
    let between: [AxesChoice.Kind] = (to.map { [.to($0)] } ?? []) + (along.map { [.along($0)] } ?? [])
    if to != nil || along != nil {
      try OptionUse(["align": probing.axes.align && to == nil]).refuse("without --to")
      try OptionUse([
        "plane": probing.axes.plane != nil, "trajectory": !probing.axes.trajectory.isEmpty,
      ]).refuse("with a line to another network")
      return between
    }
    guard case .trajectory(let paths)? = try probing.axesChoice()?.kind else { return [nil] }
    guard paths.count <= 1 else {
      throw Failure(.usage, "--trajectory: \(paths.count) runs; a line leads along one of them")
    }
    return [.run(paths.first)]
  }

  /// The ways in which batch normalization is evaluated: both between networks, unless one was asked for.
  private func modes(_ kind: AxesChoice.Kind?, of input: String, _ source: inout SurfaceSource) throws
    -> [BatchNormalizationMode?]
  {
    guard case .to? = kind, probing.batchNorm == nil else { return [probing.batchNorm] }
    let network = try source.network(input)
    let hasStatistics = ParameterLayout(network.model.graph).blocks.contains(where: \.role.isStatistic)
    return hasStatistics ? [.frozen, .recalibrate] : [nil]
  }

  mutating func run() throws { try draw() }

  func paths() throws -> [String] {
    let suffix = try kinds().compactMap { $0.map { AxesChoice(kind: $0).pictureSuffix } }.first ?? ""
    return [try combinedPath(of: inputs, suffix: "\(suffix)-line")]
  }

  func drawings(from source: inout SurfaceSource) throws -> [Drawing] {
    guard probing.y == nil else {
      throw Failure(
        .usage, "--y: a line has one direction; leave it out, or draw a plane with 'landscape render'")
    }
    let path = try paths()[0]
    source.isLine = true
    var lines: [Surface] = []
    for input in inputs {
      for kind in try kinds() {
        source.axes = try kind.map { try probing.axesChoice($0) } ?? nil
        for mode in try modes(kind, of: input, &source) {
          source.mode = mode
          lines.append(try line(source.surface(from: input), from: input))
        }
      }
    }
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
