import ArgumentParser
import Explorer
import Rendering
import Storage
import Surfaces

/// `landscape view`: surfaces in, one HTML file to explore them out.
struct ViewCommand: ParsableCommand, PageCommand {
  static let configuration = CommandConfiguration(
    commandName: "view",
    abstract: "Write one HTML file to explore surfaces: contour map and 3-D, linked, in any browser.",
    discussion: """
      landscape view resnet-20.surface -o map.html
      landscape view plain-20.surface resnet-20.surface      # one scale, one camera

      The file needs no network and no other file: it can be mailed, or opened from a disk. Turn, zoom and point; whatever \
      is chosen stands in the address, so that a view can be kept and sent.
      """)

  @Argument(
    help: ArgumentHelp(
      "Surfaces of planes, or checkpoints that have one beside them; several share scale and camera.",
      valueName: "model.surface"))
  var inputs: [String]

  @Option(
    name: [.short, .long],
    help: ArgumentHelp("File to write, .html. (default: beside the input)", valueName: "file"))
  var output: String?

  @Option(help: "Colours of the page: system, light or dark.")
  var theme = ExplorerOptions.Theme.system

  @Option(help: "Language of labels and buttons: en or ko.")
  var language = ExplorerOptions.Language.english

  @Option(help: "Title. (default: written from the data)")
  var title: String?

  @Flag(name: [.short, .long], help: "Print nothing but errors.")
  var quiet = false

  @OptionGroup(title: "Levels and colours") var look: ScaleOptions

  mutating func run() throws {
    let path = try path()
    try FileRoles(reads: SurfaceSource.files(of: inputs), writes: [FileRoles.File("the page", path)]).check()
    try attempt { try AtomicFile.checkWritable(path) }
    var source = SurfaceSource(probing: nil)
    let bytes = try page(from: &source, arguments: Program.arguments)
    try attempt { try AtomicFile.replace(path: path, with: bytes) }
    if !quiet { Console.print(path) }
  }

  /// Where the page goes: as told, or beside the first input under a name made of all.
  private func path() throws -> String {
    if let output {
      guard ["html", "htm"].contains(output.split(separator: ".").last?.lowercased()) else {
        throw Failure(.usage, "-o \(output): a page ends in .html; draw pictures with 'landscape render'")
      }
      return output
    }
    let names = inputs.map(\.fileName.withoutExtension)
    let name = names.count <= 3 ? names.joined(separator: "-vs-") : "\(names[0])-and-\(names.count - 1)-more"
    return "\(inputs[0].dropLast(inputs[0].fileName.count))\(name).html"
  }

  func page(
    from source: inout SurfaceSource, arguments: [String], recorded: [RecordedInput]? = nil
  ) throws -> [UInt8] {
    guard inputs.count <= Self.largestCount else {
      throw Failure(.usage, "\(inputs.count) surfaces; a page holds \(Self.largestCount) at most")
    }
    var surfaces: [Surface] = []
    for input in inputs {
      let surface = try source.surface(from: input)
      guard surface.y != nil else {
        throw Failure(.data, "\(input): a line, not a plane; plot lines with 'landscape line'")
      }
      surfaces.append(surface)
    }
    try look.checkUncertainty(of: surfaces, inSpace: false)
    let levels = try look.scale(of: surfaces).levels
    var options = ExplorerOptions(program: Program.name)
    options.theme = theme
    options.language = language
    options.title = title
    options.map = look.map ?? .viridis
    options.kind = look.scale.kind
    options.clip = look.clip
    options.levels = look.levels == nil ? nil : levels
    options.isSmooth = !look.straight
    options.showsUncertainty = look.uncertainty
    let recipe = Recipe(
      arguments: arguments, picture: 0, theme: .light, inputs: recorded ?? source.inputs)
    do throws(RenderingError) {
      return try ExplorerPage(of: surfaces, options: options, recipe: JSONText.encode(recipe)).bytes()
    } catch { throw Failure(error, path: inputs[0]) }
  }

  /// Surfaces that fit on a screen.
  private static let largestCount = 12
}

extension ExplorerOptions.Theme: ExpressibleByArgument {}
extension ExplorerOptions.Language: ExpressibleByArgument {}
