import ArgumentParser
import Probing
import Rendering
import Storage
import Surfaces

/// `landscape planes`: the same network on many planes, and what their numbers spread over.
struct PlanesCommand: PictureCommand {
  static let configuration = CommandConfiguration(
    commandName: "planes",
    abstract:
      "Probe many planes of a checkpoint along independent directions, and say whether one is typical.",
    discussion: """
      landscape planes resnet-20.ckpt
      landscape planes resnet-20.ckpt --count 50 --samples 500 --json

      Roughness is the mean difference of the loss's logarithm from that of four neighbours; the second number is the share of
      points at which the loss on the plane is not convex; sharpness is the mean curvature on the plane at the trained point. \\
      Surfaces go into the folder NAME.planes, and are reused.
      """)

  @Argument(help: ArgumentHelp("The checkpoint or model.", valueName: "model.ckpt"))
  var input: String

  @Option(help: "Planes; the first has the seed --seed, the next ones those after it.")
  var count = 20
  @Option(help: "Maps in a row. (default: as many as make them largest)")
  var columns: Int?
  @Flag(help: "Print the statistics as JSON for machines.")
  var json = false

  @OptionGroup(title: "Picture") var sheet: PageOptions
  @OptionGroup(title: "Levels and colours") var look: ScaleOptions
  @OptionGroup(title: "Output") var files: NetworkOutputOptions
  @OptionGroup(title: "Probing") var probing: ProbingOptions

  var outputs: OutputOptions {
    var options = files.options(numbersInData: probing.data.numbersFile(for: [input]))
    // With --json standard output holds JSON and nothing else.
    options.quiet = options.quiet || json
    return options
  }

  var source: SurfaceSource {
    SurfaceSource(probing: probing, data: probing.data.choice(for: [input]), isQuiet: files.quiet)
  }

  var inputFiles: [FileRoles.File] {
    [FileRoles.File("the checkpoint", input)] + probing.data.choice(for: [input]).files
  }

  func checkUse() throws {
    try probing.checkUse(for: [input])
    guard try InputKind(of: input) == .network else {
      throw Failure(.usage, "\(input): a surface is one plane; name a checkpoint")
    }
    try probing.axes.use.refuse("with planes along random directions")
    try OptionUse(["weights": !probing.weights.isEmpty, "directions": probing.directions != nil])
      .refuse("with planes along random directions")
    try OptionUse(["save-directions": probing.saveDirections != nil])
      .refuse("for many planes; save those of one with 'landscape probe --seed N'")
    guard !probing.isOfLine else {
      throw Failure(.usage, "--x alone makes lines; give --y as well, or neither")
    }
    guard (2...1000).contains(count) else { throw Failure(.usage, "--count \(count): give 2 to 1,000") }
    let (_, overflow) = (probing.seed ?? 0).addingReportingOverflow(UInt64(count))
    if overflow { throw Failure(.usage, "--seed \(probing.seed ?? 0): too large for \(count) planes") }
    if json {
      try OptionUse(["snippet": files.snippet != nil]).refuse("with --json, which prints nothing else")
    }
    if let columns, columns < 1 { throw Failure(.usage, "--columns \(columns): give 1 or more") }
  }

  mutating func run() throws { try draw() }

  func paths() throws -> [String] { [try combinedPath(of: [input], suffix: "-planes")] }

  func drawings(from source: inout SurfaceSource) throws -> [Drawing] {
    if !source.isVerifying { try Folder.make(input.belonging("planes")) }
    var planes: [Surface] = []
    for number in 0..<UInt64(count) {
      let seed = (probing.seed ?? 0) &+ number
      source.plane = SurfaceSource.NumberedPlane(seed: seed, points: Self.points)
      planes.append(try source.surface(from: input))
    }
    let sample = PlaneSample(of: planes)
    try report(sample, source)
    let scale = try look.scale(of: planes)
    try look.checkUncertainty(of: planes, inSpace: false)
    let finished = planes
    let content = Drawing.Content.still { theme in
      SurfaceChart.multiples(
        of: finished, sample: sample, scale: scale, style: look.style(theme, title: sheet.title),
        columns: columns)
    }
    return [Drawing(path: try paths()[0], inputs: source.inputs, content: content)]
  }

  /// Points along each axis unless told otherwise: small maps need few.
  private static let points = 15

  private func report(_ sample: PlaneSample, _ source: SurfaceSource) throws {
    guard !source.isVerifying else { return }
    if json {
      Console.print(JSONText.encode(Report(planes: sample.planes, statistics: sample.spreads), pretty: true))
      return
    }
    guard !outputs.quiet else { return }
    for spread in sample.spreads {
      let seed = (probing.seed ?? 0) &+ UInt64(spread.furthest)
      let error = spread.deviation.map { " ± \($0.formatted(significant: 2))" } ?? ""
      Console.print(
        "\(spread.name): \(spread.mean.formatted(significant: 3))\(error) over \(count.grouped) planes; furthest is seed "
          + "\(seed), by \(spread.distance.formatted(significant: 2)) standard deviations")
    }
  }

  /// The statistics for machines.
  private struct Report: Encodable {
    let planes: [PlaneStatistics?]
    let statistics: [PlaneSample.Spread]
  }
}
