import Rendering
import Storage

/// Draws pictures, writes them with what belongs beside them, and says so.
struct PictureWriter {
  let theme: PageOptions.ThemeName
  let outputs: OutputOptions
  let page: Page
  let format: Picture.Format
  /// Whether the caption of a picture that does not show it goes to a file beside it.
  let keepsCaption: Bool

  /// Finds out whether all files can be written, each to a place of its own.
  func check(_ paths: [String], inputs: [FileRoles.File]) throws {
    guard outputs.output == nil || paths.count == 1 else {
      throw Failure(.usage, "-o names one picture for \(paths.count); leave it out, or draw them one by one")
    }
    guard outputs.data == nil || paths.count == 1 else {
      throw Failure(
        .usage, "--numbers or --data names one file for \(paths.count) pictures; draw them one by one")
    }
    let pictures = paths.flatMap { theme.paths(from: $0) }.map { FileRoles.File("the picture", $0.path) }
    let files = pictures + outputs.data.file("--data")
    let captions =
      keepsCaption ? paths.map { FileRoles.File("the caption", Self.captionPath(beside: $0)) } : []
    try FileRoles(reads: inputs, writes: files + captions).check()
    if let data = outputs.data { try Self.checkReplaceable(data) }
    // Where the picture has room for its caption, none is written.
    let written = page.words.showsCaption ? files : files + captions
    try attempt { for file in written { try AtomicFile.checkWritable(file.path) } }
  }

  /// Refuses to write numbers in the place of a file that holds something else, such as the data that a user meant.
  private static func checkReplaceable(_ path: String) throws {
    guard let first = try? FileBytes.read(path, first: 1), let byte = first.first, byte != UInt8(ascii: "{")
    else { return }
    throw Failure(
      .cannotCreate, "\(path): not JSON text, which --data or --numbers would write; name another file")
  }

  /// Draws and writes all pictures, each in one theme or two.
  func write(_ drawings: [Drawing]) throws {
    let paths = drawings.map { theme.paths(from: $0.path) }
    for (index, drawing) in drawings.enumerated() {
      var leavesOutCaption = false
      for (theme, path) in paths[index] {
        let notes = Self.notes(of: drawing, index: index, theme: theme, arguments: Program.arguments)
        let result = try drawing.render(theme, on: page, as: format, notes: notes, isQuiet: outputs.quiet)
        Self.warn(of: result.missingCharacters, in: path)
        leavesOutCaption = result.leavesOutCaption
        try attempt { try AtomicFile.replace(path: path, with: result.bytes) }
      }
      let figure = drawing.figure(paths[index][0].theme)
      if let data = outputs.data {
        let text = JSONText.encode(Self.file(of: figure.numbers), pretty: true) + "\n"
        try attempt { try AtomicFile.replace(path: data, with: Array(text.utf8)) }
      }
      if leavesOutCaption, keepsCaption {
        try Self.writeCaption(of: figure, beside: paths[index][0].path, isQuiet: outputs.quiet)
      }
      if let form = outputs.snippet {
        let snippet = Snippet(paths: paths[index].map(\.path), description: figure.description)
        Console.print(snippet.text(form))
      } else if !outputs.quiet {
        for (_, path) in paths[index] { Console.print(path) }
      }
    }
  }

  private static func captionPath(beside picture: String) -> String {
    picture.withoutExtension + ".caption.txt"
  }

  /// Keeps title and caption of a picture that does not show the caption.
  static func writeCaption(of figure: any Figure, beside picture: String, isQuiet: Bool) throws {
    let path = captionPath(beside: picture)
    let texts = ["Title", "Caption"].compactMap { keyword in
      figure.notes.first { $0.keyword == keyword }?.text
    }
    try attempt {
      try AtomicFile.replace(path: path, with: Array((texts.joined(separator: "\n\n") + "\n").utf8))
    }
    if !isQuiet { Console.print(path) }
  }

  /// What each picture's file says besides the figure's own notes.
  static func notes(of drawing: Drawing, index: Int, theme: Theme, arguments: [String]) -> [PictureNote] {
    let recipe = Recipe(arguments: arguments, picture: index, theme: theme, inputs: drawing.inputs)
    return [
      PictureNote("Command", Program.command(arguments)), PictureNote("Software", Program.name), recipe.note,
    ]
  }

  /// The numbers with the version of their form.
  private static func file(of numbers: Numbers) -> Numbers {
    guard case .record(var record) = numbers else { return numbers }
    record["version"] = .number(Double(Numbers.version))
    return .record(record)
  }

  static func warn(of missingCharacters: [Character], in path: String) {
    guard !missingCharacters.isEmpty else { return }
    let characters = missingCharacters.map(String.init).joined(separator: " ")
    Console.warn("\(path): no installed font has \(characters); install one, e.g. fonts-noto-cjk")
  }
}
