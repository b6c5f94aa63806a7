import ArgumentParser
import Plates
import Rendering
import Storage

extension Language: ExpressibleByArgument {}

/// `landscape gallery`: the plates, computed and drawn.
struct GalleryCommand: DrawingCommand {
  static let configuration = CommandConfiguration(
    commandName: "gallery",
    abstract: "Make the plates of the gallery: a textbook chapter in pictures, computed from real runs.",
    discussion: """
      landscape gallery
      landscape gallery vanishing-gradient
      landscape gallery --all --output gallery

      Without a name the plates are listed. Runs are kept and shared between plates; what was interrupted goes on when the
      command is repeated. Results are kept beside the pictures, in results/, from where pictures are drawn again in no time.
      """)

  @Argument(help: ArgumentHelp("Plates to make.", valueName: "plate"))
  var plates: [String] = []

  @Flag(help: "Make all plates, and a page that shows them (README.md).")
  var all = false

  @Flag(help: "Compute reduced runs, where there are no full results; captions say so.")
  var quick = false

  @Flag(help: "Recompute results even if they exist.")
  var force = false

  @Flag(help: "Compare pictures and page with what would be made of the results; compute and write nothing.")
  var check = false

  @Option(name: [.short, .long], help: ArgumentHelp("Folder for pictures and results.", valueName: "folder"))
  var output = "gallery"

  @Option(help: "Folder where runs are kept. (default: landscape in the user's cache folder)")
  var cache: String?

  @Option(help: "light, dark, or both: a second picture with -dark in its name.")
  var theme = PageOptions.ThemeName.both

  @Option(help: "Language of titles and captions: en, or ko, which adds -ko to the names of pictures.")
  var language = Language.english

  @Option(help: "Width in pixels.")
  var width = 1200

  @Option(help: "Format of the pictures: png, svg or pdf.")
  var format = Picture.Format.png

  @Flag(name: [.short, .long], help: "Print nothing but errors.")
  var quiet = false

  mutating func run() throws {
    let chosen = try chosen()
    guard !chosen.isEmpty else {
      for plate in Gallery.plates { Console.print(Self.line(plate.about, language)) }
      return
    }
    var builder = GalleryBuilder(command: self)
    if check { try builder.check(chosen) } else { try builder.make(chosen) }
  }

  /// The plates that are named, in the gallery's order.
  private func chosen() throws -> [any Plate] {
    if all { return Gallery.plates }
    for name in plates where Gallery.plate(named: name) == nil {
      let nearest = Suggestion.nearest(to: name, among: Gallery.names)
      let hint = nearest.map { "did you mean '\($0)'?" } ?? "'landscape gallery' lists them"
      throw Failure(.usage, "no plate '\(name)'; \(hint)")
    }
    return Gallery.plates.filter { plates.contains($0.about.name) }
  }

  private static func line(_ about: PlateDescription, _ language: Language) -> String {
    let width = Gallery.names.map(\.count).max() ?? 0
    return "\(about.name.padded(to: width))  \(about.title[language])"
  }

  // MARK: Drawing again

  func page() throws -> Page { try page(of: try chosen().first?.height ?? 900) }

  /// The page of a plate of a height where the width is 1,200.
  func page(of height: Int) throws -> Page {
    guard width > 0 else { throw Failure(.usage, "--width \(width): give a number of pixels") }
    let scaled = Double(height) * Double(width) / 1200
    do throws(RenderingError) {
      return try Page(width: width, height: Int(max(1, min(1e9, scaled)).rounded()))
    } catch { throw Failure(error, path: "") }
  }

  /// The named plates from their results in the folder at hand.
  func drawings(from source: inout SurfaceSource) throws -> [Drawing] {
    try chosen().map { plate in
      let path = Self.resultsPath(plate)
      let bytes = try source.bytes(of: path)
      let exhibit = try attempt { try plate.exhibit(reading: bytes, path: path) }
      return drawing(exhibit, RecordedInput(path, bytes), path: picturePath(plate))
    }
  }

  func drawing(_ exhibit: Exhibit, _ input: RecordedInput, path: String) -> Drawing {
    let language = language
    return Drawing(
      path: path, inputs: [input], content: .still { theme in exhibit.chart(in: theme, language) })
  }

  /// What draws a plate again, in the folder of the pictures.
  func arguments(of plate: any Plate) -> [String] {
    ["gallery", plate.about.name] + (language == .english ? [] : ["--language", language.rawValue])
      + (width == 1200 ? [] : ["--width", "\(width)"])
  }

  /// Where a plate's results lie, in the folder of the pictures.
  static func resultsPath(_ plate: any Plate) -> String { "results/\(plate.about.name).json" }

  /// Where a plate's picture in the light theme goes, in that folder.
  func picturePath(_ plate: any Plate) -> String {
    "\(plate.about.name)\(language == .english ? "" : "-\(language.rawValue)").\(format.rawValue)"
  }
}
