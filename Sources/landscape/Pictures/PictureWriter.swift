import Rendering
import Storage

/// Draws pictures, writes them with what belongs beside them, and says so.
struct PictureWriter {
  let look: PictureOptions
  let outputs: OutputOptions

  /// Draws and writes all pictures, each in one theme or two.
  func write(_ drawings: [Drawing]) throws {
    let page = try look.page()
    let format = try outputs.chosenFormat()
    guard outputs.data == nil || drawings.count == 1 else {
      throw Failure(.usage, "--data names one file for \(drawings.count) pictures; draw them one by one")
    }
    let paths = drawings.map { look.theme.paths(from: $0.path) }
    try attempt {
      for path in paths.joined().map(\.path) + [outputs.data].compactMap(\.self) {
        try AtomicFile.checkWritable(path)
      }
    }
    for (index, drawing) in drawings.enumerated() {
      for (theme, path) in paths[index] {
        let figure = try drawing.figure(theme)
        let notes = Self.notes(of: drawing, index: index, theme: theme, arguments: Program.arguments)
        try write(figure, page, format, notes, to: path)
        if let data = outputs.data {
          try attempt {
            try AtomicFile.replace(
              path: data, with: Array(JSONText.encode(figure.numbers, pretty: true).utf8))
          }
        }
      }
      if let form = outputs.snippet {
        let figure = try drawing.figure(paths[index][0].theme)
        Console.print(Snippet(paths: paths[index].map(\.path), description: figure.description).text(form))
      } else if !outputs.quiet {
        for (_, path) in paths[index] { Console.print(path) }
      }
    }
  }

  /// What each picture's file says besides the figure's own notes.
  static func notes(of drawing: Drawing, index: Int, theme: Theme, arguments: [String]) -> [PictureNote] {
    let recipe = Recipe(
      arguments: arguments, picture: index, theme: theme.rawValue, inputs: drawing.inputs)
    return [
      PictureNote("Command", Program.command(arguments)), PictureNote("Software", Program.name), recipe.note,
    ]
  }

  private func write(
    _ figure: any Figure, _ page: Page, _ format: Picture.Format, _ notes: [PictureNote], to path: String
  ) throws {
    let result: Picture
    do throws(RenderingError) {
      result = try Picture(of: figure, on: page, as: format, notes: notes)
    } catch { throw Failure(error, path: path) }
    Self.warn(of: result.missingCharacters, in: path)
    try attempt { try result.write(to: path) }
  }

  static func warn(of missingCharacters: [Character], in path: String) {
    guard !missingCharacters.isEmpty else { return }
    let characters = missingCharacters.map(String.init).joined(separator: " ")
    Console.warn("\(path): no installed font has \(characters); install one, e.g. fonts-noto-cjk")
  }
}
