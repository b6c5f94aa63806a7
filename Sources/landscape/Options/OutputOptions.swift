import ArgumentParser
import Rendering

extension Picture.Format: ExpressibleByArgument {}
extension Snippet.Form: ExpressibleByArgument {}

/// Where pictures go, and what goes with them, for commands without data.
struct OutputOptions: ParsableArguments {
  @Option(
    name: [.short, .long],
    help: ArgumentHelp(
      "Picture to write: .png, .svg or .pdf. (default: beside the input, .png)", valueName: "file"))
  var output: String?

  @Option(help: "Format of the pictures: png, svg or pdf. (default: by the ending of --output)")
  var format: Picture.Format?

  @Option(
    help: ArgumentHelp("Also write the picture's numbers as JSON: axes, levels, curves.", valueName: "file"))
  var data: String?

  @Option(help: "Print what embeds the picture in a document, with alt text: markdown or html.")
  var snippet: Snippet.Form?

  @Flag(name: [.short, .long], help: "Print nothing but errors.")
  var quiet = false

  func chosenFormat() throws -> Picture.Format {
    if let format { return format }
    guard let output else { return .png }
    guard let format = Picture.Format(path: output) else {
      throw Failure(.usage, "\(output): the ending says no format; use .png, .svg or .pdf, or give --format")
    }
    return format
  }
}
