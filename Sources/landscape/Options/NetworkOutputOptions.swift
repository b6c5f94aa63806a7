import ArgumentParser
import Rendering

/// Where pictures of networks go, and what goes with them: `OutputOptions`, where `--data` names the networks' data.
struct NetworkOutputOptions: ParsableArguments {
  @Option(
    name: [.short, .long],
    help: ArgumentHelp(
      "Picture to write: .png, .svg or .pdf. (default: beside the input, .png)", valueName: "file"))
  var output: String?

  @Option(help: "Format of the pictures: png, svg or pdf. (default: by the ending of --output)")
  var format: Picture.Format?

  @Option(
    help: ArgumentHelp(
      "Also write the picture's numbers as JSON: axes, levels, curves; --data FILE.json does so too.",
      valueName: "file"))
  var numbers: String?

  @Option(help: "Print what embeds the picture in a document, with alt text: markdown or html.")
  var snippet: Snippet.Form?

  @Flag(name: [.short, .long], help: "Print nothing but errors.")
  var quiet = false

  /// The options as all pictures have them.
  ///
  /// - Parameter data: where `--data` says that the numbers go.
  func options(numbersInData data: String?) -> OutputOptions {
    var options = OutputOptions()
    options.output = output
    options.format = format
    options.data = numbers ?? data
    options.snippet = snippet
    options.quiet = quiet
    return options
  }
}
