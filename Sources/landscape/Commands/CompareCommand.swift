import ArgumentParser
import Rendering
import Surfaces

/// `landscape compare`: several checkpoints or surfaces in one picture.
struct CompareCommand: PictureCommand {
  static let configuration = CommandConfiguration(
    commandName: "compare",
    abstract: "Draw checkpoints side by side: one scale, one clip, one key to the colours.",
    discussion: """
      landscape compare plain-56.ckpt resnet-56.ckpt
      landscape compare plain-56.ckpt resnet-56.ckpt --as surface --clip 100
      """)

  @Argument(help: ArgumentHelp("Checkpoints or surfaces of planes, two or more.", valueName: "model.ckpt"))
  var inputs: [String]

  @Option(help: "Panels in a row. (default: as many as make them largest)")
  var columns: Int?

  @OptionGroup(title: "Picture") var sheet: PageOptions
  @OptionGroup(title: "Levels and colours") var look: ScaleOptions
  @OptionGroup(title: "3-D surface") var scene: SceneChoices
  @OptionGroup(title: "Output") var files: NetworkOutputOptions
  @OptionGroup(title: "Probing") var probing: ProbingOptions

  /// Two panels side by side leave a page of the usual shape half empty.
  var usualSize: (width: Int, height: Int) {
    guard inputs.count == 2, columns != 1 else { return (1600, 1200) }
    return (1600, scene.isInSpace ? 900 : 1000)
  }

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
    try scene.checkUse()
  }

  mutating func run() throws { try draw() }

  func paths() throws -> [String] {
    [try combinedPath(of: inputs, suffix: (probing.axesChoice()?.pictureSuffix ?? "") + scene.suffix)]
  }

  func drawings(from source: inout SurfaceSource) throws -> [Drawing] {
    source.axes = try probing.axesChoice()
    guard inputs.count > 1 else {
      throw Failure(.usage, "compare needs two inputs or more; draw one with 'landscape render'")
    }
    if let columns, columns < 1 { throw Failure(.usage, "--columns \(columns): give 1 or more") }
    let path = try paths()[0]
    var surfaces: [Surface] = []
    for input in inputs {
      let surface = try source.surface(from: input)
      guard surface.y != nil else {
        throw Failure(.data, "\(input): a line, not a plane; draw lines together with 'landscape line'")
      }
      surfaces.append(surface)
    }
    try look.checkUncertainty(of: surfaces, inSpace: scene.isInSpace)
    let scale = try look.scale(of: surfaces)
    let options = try scene.options(clip: look.clip)
    let way = try scene.path(from: &source)
    let content = Drawing.Content.still { theme in
      let style = look.style(theme, title: sheet.title)
      guard let options else {
        return SurfaceChart.contours(of: surfaces, scale: scale, style: style, columns: columns)
      }
      return SurfaceChart.scenes(
        of: surfaces, scale: scale, style: style, options: options, path: way, columns: columns)
    }
    return [Drawing(path: path, inputs: source.inputs, content: content)]
  }
}
