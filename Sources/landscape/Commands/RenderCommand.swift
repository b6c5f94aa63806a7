import ArgumentParser
import Rendering
import Storage
import Surfaces

/// `landscape render`: checkpoint or surface in, picture out.
struct RenderCommand: PictureCommand {
  static let configuration = CommandConfiguration(
    commandName: "render",
    abstract: "Draw a checkpoint's loss as a contour map or a 3-D surface, probing it first if need be.",
    discussion: """
      landscape render resnet-20.ckpt
      landscape render resnet-20.ckpt --as surface
      landscape render plain-20.ckpt resnet-20.ckpt        # two pictures on one scale
      landscape render resnet-20.surface --theme dark -o figure.svg
      landscape render sgd.ckpt --trajectory sgd.trajectory adam.trajectory
      landscape render a.ckpt --through b.ckpt c.ckpt

      A surface beside the checkpoint is reused when it was made from that checkpoint and, where probing options are given,
      with those options; otherwise it is refused.
      """)

  @Argument(help: ArgumentHelp("Checkpoints or surfaces; several share one scale.", valueName: "model.ckpt"))
  var inputs: [String]

  @Option(
    help: ArgumentHelp(
      "Draw another quantity of planes than the loss, a cell for each point: ratio, lambdaMax, lambdaMin, accuracy, lossError or another that the surface has.",
      valueName: "name"))
  var field: String?

  @OptionGroup(title: "Picture") var sheet: PageOptions
  @OptionGroup(title: "Levels and colours") var look: ScaleOptions
  @OptionGroup(title: "3-D surface") var scene: SceneChoices
  @OptionGroup(title: "Output") var files: NetworkOutputOptions
  @OptionGroup(title: "Probing") var probing: ProbingOptions

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
    if field != nil {
      try OptionUse([
        "as": scene.kind != nil, "uncertainty": look.uncertainty, "straight": look.straight,
        "clip": look.clip != nil,
      ]).refuse("with --field, which draws cells")
    }
    try checkCurvature()
    let forPlanes = OptionUse(["field": field != nil, "as": scene.kind != nil]).given + look.planar.given
    guard !forPlanes.isEmpty, try inputs.allSatisfy(isLine) else { return }
    try OptionUse(given: forPlanes).refuse("for a line, only for planes")
  }

  /// Refuses to compute planes without the quantity that is to be drawn.
  private func checkCurvature() throws {
    guard let field, field == Surface.FieldName.eigenvalueRatio || field.hasPrefix("lambda"),
      !probing.curvature
    else { return }
    let axes = try probing.axesChoice()
    for input in inputs where try InputKind(of: input) == .network {
      guard FileBytes.exists(SurfaceSource.surfacePath(of: input, along: axes)) else {
        throw Failure(.usage, "--field \(field): is not computed for \(input) yet; add --curvature")
      }
    }
  }

  private func isLine(_ input: String) throws -> Bool {
    switch try InputKind(of: input) {
    case .line: true
    case .plane: false
    case .network: probing.isOfLine
    }
  }

  mutating func run() throws { try draw() }

  func paths() throws -> [String] {
    let axes = try probing.axesChoice()?.pictureSuffix ?? ""
    let ending =
      try axes + (field.map { "-\($0)" } ?? scene.suffix) + "." + outputs.chosenFormat().rawValue
    return inputs.map { outputs.output ?? $0.withoutExtension + ending }
  }

  func drawings(from source: inout SurfaceSource) throws -> [Drawing] {
    source.axes = try probing.axesChoice()
    var surfaces: [Surface] = []
    for input in inputs { surfaces.append(try source.surface(from: input)) }
    if let field { return try maps(of: field, surfaces, source.inputs) }
    try look.checkUncertainty(of: surfaces, inSpace: scene.isInSpace)
    let scale = try look.scale(of: surfaces)
    let options = try scene.options(clip: look.clip)
    let way = try scene.path(from: &source)
    let read = source.inputs
    return zip(try paths(), surfaces).map { path, surface in
      Drawing(
        path: path, inputs: read,
        content: .still { theme in
          let style = look.style(theme, title: sheet.title)
          guard let options, surface.y != nil else {
            return SurfaceChart.suitable(for: surface, scale: scale, style: style)
          }
          return SurfaceChart.scenes(
            of: [surface], scale: scale, style: style, options: options, path: way)
        })
    }
  }

  /// Maps of a quantity, all on one scale.
  private func maps(of field: String, _ surfaces: [Surface], _ read: [RecordedInput]) throws -> [Drawing] {
    var values: [Double] = []
    for (input, surface) in zip(inputs, surfaces) {
      guard surface.y != nil else {
        throw Failure(.usage, "--field \(field): \(input) is a line; only planes have maps")
      }
      let known = surface.fields.filter { $0.value.contains(where: \.isFinite) }
      guard let found = known[field] else {
        let hint =
          field == Surface.FieldName.eigenvalueRatio || field.hasPrefix("lambda")
          ? "; compute it with 'landscape probe --curvature'" : ""
        throw Failure(
          .usage, "--field \(field): \(input) has \(known.keys.sorted().joined(separator: ", "))\(hint)")
      }
      values += found
    }
    let scale = try look.scale(of: values)
    return zip(try paths(), surfaces).map { path, surface in
      Drawing(
        path: path, inputs: read,
        content: .still { theme in
          FieldMap(of: surface, field: field, scale: scale, style: look.style(theme, title: sheet.title))
        })
    }
  }
}
