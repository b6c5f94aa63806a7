import ArgumentParser
import Rendering
import Surfaces

/// `landscape animate`: a surface that turns, a parameter that runs, or one surface after the other.
struct AnimateCommand: PictureCommand {
  static let configuration = CommandConfiguration(
    commandName: "animate",
    abstract:
      "Draw an animated PNG: a turning surface, a sweep of the camera or the clip, or several surfaces in turn.",
    discussion: """
      landscape animate resnet-20.ckpt                                  # turns once
      landscape animate resnet-20.ckpt --sweep elevation:10:80
      landscape animate epoch-1.ckpt epoch-2.ckpt epoch-3.ckpt --as contours --delay 0.8

      The first frame stands alone where animations are not played. Several inputs are a frame each, all on one scale.
      """)

  /// What runs from frame to frame.
  enum Sweep: String, CaseIterable {
    case azimuth
    case elevation
    case clip
  }

  private static let usualFrames = 60

  @Argument(
    help: ArgumentHelp("One checkpoint or surface, or several in their order.", valueName: "model.ckpt"))
  var inputs: [String]

  @Option(
    help: ArgumentHelp("Number of frames of one surface. (default: \(Self.usualFrames))", valueName: "count"))
  var frames: Int?

  @Option(
    help: ArgumentHelp(
      "What runs from frame to frame: azimuth, elevation or clip, with its ends. (default: once round)",
      valueName: "name:from:to"))
  var sweep: String?

  @Option(help: ArgumentHelp("How long a frame is shown.", valueName: "seconds"))
  var delay = 0.06
  @Option(
    help: ArgumentHelp("How long the last frame is shown. (default: as the others)", valueName: "seconds"))
  var lastDelay: Double?
  @Option(help: "How often all frames are played, 0 for ever.")
  var loops = 0

  @OptionGroup(title: "Picture") var sheet: PageOptions
  @OptionGroup(title: "Levels and colours") var look: ScaleOptions
  @OptionGroup(title: "3-D surface") var scene: SceneChoices
  @OptionGroup(title: "Output") var files: NetworkOutputOptions
  @OptionGroup(title: "Probing") var probing: ProbingOptions

  var usualSize: (width: Int, height: Int) { (800, 600) }

  var outputs: OutputOptions { files.options(numbersInData: probing.data.numbersFile(for: inputs)) }

  var source: SurfaceSource {
    SurfaceSource(probing: probing, data: probing.data.choice(for: inputs), isQuiet: outputs.quiet)
  }

  var inputFiles: [FileRoles.File] {
    SurfaceSource.files(of: inputs, along: try? probing.axesChoice()) + scene.inputFiles
      + probing.data.choice(for: inputs).files
  }

  func checkUse() throws {
    try probing.checkUse(for: inputs)
    guard inputs.count == 1 else {
      try OptionUse(["frames": frames != nil]).refuse("for several surfaces, which are a frame each")
      return try scene.checkUse()
    }
    try OptionUse(["as": scene.kind == .contours]).refuse("for one surface, which is animated in space")
    switch try range().sweep {
    case .azimuth where sweep != nil:
      try OptionUse(["azimuth": scene.azimuth != nil]).refuse("beside --sweep azimuth, which says it")
    case .elevation:
      try OptionUse(["elevation": scene.elevation != nil]).refuse("beside --sweep elevation, which says it")
    case .azimuth, .clip: break
    }
  }

  mutating func run() throws { try draw() }

  func paths() throws -> [String] {
    [try combinedPath(of: inputs, suffix: (probing.axesChoice()?.pictureSuffix ?? "") + "-animated")]
  }

  func drawings(from source: inout SurfaceSource) throws -> [Drawing] {
    source.axes = try probing.axesChoice()
    guard try outputs.chosenFormat() == .png else {
      throw Failure(.usage, "an animation is a PNG; give -o a name that ends in .png")
    }
    guard loops >= 0, loops <= Int(Int32.max) else {
      throw Failure(.usage, "--loops \(loops): give 0 or more")
    }
    guard inputs.count == 1 || sweep == nil else {
      throw Failure(.usage, "--sweep runs over one surface, and there are \(inputs.count)")
    }
    let path = try paths()[0]
    var surfaces: [Surface] = []
    for input in inputs {
      let surface = try source.surface(from: input)
      guard surface.y != nil else {
        throw Failure(.data, "\(input): a line, not a plane; probe a plane first")
      }
      surfaces.append(surface)
    }
    try look.checkUncertainty(of: surfaces, inSpace: surfaces.count == 1 || scene.isInSpace)
    let scale = try look.scale(of: surfaces)
    let way = try scene.path(from: &source)
    let timing = Drawing.Timing(delay: delay, lastDelay: lastDelay, loops: loops)
    if surfaces.count > 1 {
      let options = try scene.options(clip: look.clip)
      return [
        Drawing(
          path: path, inputs: source.inputs,
          content: .animated(timing, frames: surfaces.count) { theme, index in
            figure(surfaces[index], scale, theme, options, way)
          })
      ]
    }
    let steps = try steps(source.replay)
    return [
      Drawing(
        path: path, inputs: source.inputs,
        content: .animated(timing, frames: steps.count) { theme, index in
          figure(surfaces[0], scale, theme, steps[index], way)
        })
    ]
  }

  private func figure(
    _ surface: Surface, _ scale: Scale, _ theme: Theme, _ options: SceneOptions?, _ way: [Point]
  ) -> any Figure {
    let style = look.style(theme, title: sheet.title)
    guard let options else { return SurfaceChart.contours(of: [surface], scale: scale, style: style) }
    return SurfaceChart.scenes(of: [surface], scale: scale, style: style, options: options, path: way)
  }

  /// How each frame of one surface is seen.
  private func steps(_ replay: Replay?) throws -> [SceneOptions] {
    let frames = frames ?? Self.usualFrames
    try replay?.checkFrames(frames)
    guard frames >= 1, frames <= Animation.limit else {
      throw Failure(.usage, "--frames \(frames): give 1 to \(Animation.limit.grouped)")
    }
    var surface = scene
    surface.kind = .surface
    let (sweep, from, to) = try range()
    return try (0..<frames).map { index in
      // A full turn ends one step before its start, so that it goes on without a halt.
      let count = self.sweep == nil ? frames : max(1, frames - 1)
      let value = from + (to - from) * Double(index) / Double(count)
      var step = surface
      var clip = look.clip
      switch sweep {
      case .azimuth: step.azimuth = value
      case .elevation: step.elevation = value
      case .clip: clip = value
      }
      guard let options = try step.options(clip: clip) else { preconditionFailure("a scene without options") }
      return options
    }
  }

  private func range() throws -> (sweep: Sweep, from: Double, to: Double) {
    guard let sweep else {
      let start = scene.azimuth ?? SceneView().azimuth
      return (.azimuth, start, start + 360)
    }
    let parts = sweep.split(separator: ":", omittingEmptySubsequences: false).map(String.init)
    guard parts.count == 3, let from = Double(parts[1]), let to = Double(parts[2]), from.isFinite, to.isFinite
    else {
      throw Failure(.usage, "--sweep '\(sweep)': write what runs and its ends, e.g. elevation:10:80")
    }
    guard let name = Sweep(rawValue: parts[0]) else {
      let names = Sweep.allCases.map(\.rawValue)
      throw Failure(.usage, "--sweep '\(parts[0])': unknown; \(Suggestion.text(for: parts[0], among: names))")
    }
    return (name, from, to)
  }
}
