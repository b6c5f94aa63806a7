import Glibc
import Rendering
import Storage

/// Draws a picture again from what its file says, and compares.
struct Verification {
  private let path: String
  private let difference: String?
  private let bytes: [UInt8]
  private let picture: PNGPicture
  private let frames: AnimationFrames?
  private let recipe: Recipe

  /// The longest recipe that is read, and the most words of a command and inputs that it may hold.
  private static let recipeLimit = (characters: 200_000, words: 2_000)

  /// Reads the picture.
  init(of path: String, difference: String?) throws {
    let bytes = try attempt { try FileBytes.read(path) }
    do throws(RenderingError) {
      picture = try PNGPicture(reading: bytes)
      frames = try AnimationFrames(reading: bytes, of: picture)
    } catch { throw Failure(error, path: path) }
    guard let note = picture.notes.last(where: { $0.keyword == Recipe.keyword }) else {
      let software = picture.notes.last { $0.keyword == "Software" }.map { " (made by \($0.text))" } ?? ""
      throw Failure(
        .data, "\(path): does not say how it was drawn\(software); only pictures by landscape can be verified"
      )
    }
    guard note.text.utf8.count <= Self.recipeLimit.characters else {
      throw Failure(
        .data, "\(path): says too much of how it was drawn; only pictures by landscape can be verified")
    }
    self.path = path
    self.difference = difference
    self.bytes = bytes
    recipe = try attempt { try JSONText.decode(note.text, path: path, what: "recipe") }
    let words = max(recipe.inputs.count, recipe.arguments.count)
    guard words <= Self.recipeLimit.words else {
      throw Failure(.data, "\(path): its recipe has \(words.grouped) words; too many to be followed unasked")
    }
  }

  private var name: String { "\(path): '\(Program.command(recipe.arguments))'" }

  /// One line that says that picture and inputs agree.
  ///
  /// - Throws: `Failure` when they do not, or when it cannot be told.
  func run() throws -> String {
    let place = place()
    if let input = place.missing.first {
      throw Failure(.noInput, "\(name) needs \(input), which is not there; verify in the folder that has it")
    }
    try checkDifference(inputs: place.paths)
    let redrawn = try redraw(in: place.folder)
    let changed = place.changed.isEmpty ? "" : "; changed since: \(place.changed.joined(separator: ", "))"
    let inputs = "\(recipe.inputs.count) input\(recipe.inputs.count == 1 ? "" : "s")"
    if redrawn == bytes { return "\(path): agrees, byte for byte, with \(inputs)" }
    let comparison: PictureComparison
    do throws(RenderingError) {
      let other = try PNGPicture(reading: redrawn)
      comparison = try PictureComparison(
        picture, frames, with: other, AnimationFrames(reading: redrawn, of: other))
    } catch { throw Failure(error, path: path) }
    guard let words = comparison.words else {
      let extent = frames.map { " of \($0.count.grouped) frames" } ?? ""
      return "\(path): agrees in every pixel\(extent) with \(inputs); its texts differ\(changed)"
    }
    if let difference, let image = comparison.difference {
      let image = try attempt { try encoded(image) }
      try attempt { try AtomicFile.replace(path: difference, with: image) }
    }
    throw Failure(.differs, "\(name) makes another picture: \(words)\(changed)")
  }

  /// The image of the differences replaces neither the picture nor what that is drawn from.
  private func checkDifference(inputs: [String]) throws {
    try FileRoles(
      reads: [FileRoles.File("the picture", path)] + inputs.map { FileRoles.File("an input of it", $0) },
      writes: difference.file("--difference")
    ).check()
  }

  private func encoded(_ difference: ImageDifference) throws -> [UInt8] {
    do throws(RenderingError) { return try difference.image().png() } catch {
      throw Failure(error, path: path)
    }
  }

  /// The folder where the inputs are, and what of them is not as it was.
  private typealias Place = (folder: String, paths: [String], missing: [String], changed: [String])

  private func place() -> Place {
    let here = String(path.dropLast(path.fileName.count))
    let candidates = [".", here.isEmpty ? "." : here]
    let found = candidates.map { folder -> Place in
      var place: Place = (folder, [], [], [])
      for input in recipe.inputs {
        let path = input.path.hasPrefix("/") ? input.path : "\(folder)/\(input.path)"
        // Devices and pipes, which never end, are no inputs.
        guard case .existing = FileIdentity(of: path), let bytes = try? FileBytes.read(path) else {
          place.missing.append(input.path)
          continue
        }
        place.paths.append(path)
        if Digest(of: bytes) != input.digest { place.changed.append(input.path) }
      }
      return place
    }
    return found.min { ($0.missing.count, $0.changed.count) < ($1.missing.count, $1.changed.count) }
      ?? (".", [], [], [])
  }

  /// The file that the recipe makes; nothing is written, and only the recipe's inputs are read.
  private func redraw(in folder: String) throws -> [UInt8] {
    guard let parsed = try? Landscape.parseAsRoot(recipe.arguments) else {
      throw Failure(
        .data, "\(path): was drawn by '\(Program.command(recipe.arguments))', which this version cannot run")
    }
    guard let command = parsed as? any DrawingCommand else {
      throw Failure(
        .data,
        "\(path): says that it was drawn by '\(Program.command(recipe.arguments))', which draws nothing")
    }
    let home = open(".", O_RDONLY | O_DIRECTORY | O_CLOEXEC)
    defer {
      fchdir(home)
      close(home)
    }
    guard chdir(folder) == 0 else { throw Failure(.noInput, "\(folder): cannot be entered") }
    do {
      return try redraw(command)
    } catch let failure as Failure where !failure.message.hasPrefix(path) {
      throw Failure(failure.code == .usage ? .data : failure.code, "\(name): \(failure.message)")
    }
  }

  private func redraw(_ command: any DrawingCommand) throws -> [UInt8] {
    // Sizes are compared first, so that nothing larger than the picture at hand is ever drawn.
    let page = try command.page()
    guard (page.pixelWidth, page.pixelHeight) == (picture.width, picture.height) else {
      throw Failure(
        .differs,
        "\(name) makes a picture of another size: \(page.pixelWidth)×\(page.pixelHeight) pixels, not "
          + "\(picture.width)×\(picture.height)")
    }
    let count = frames?.count ?? 1
    let replay = Replay(inputs: Set(recipe.inputs.map(\.path)), frames: frames?.count)
    try replay.checkWork(
      page.pixelWidth * page.pixelHeight * count, limit: Replay.pixelLimit,
      "a picture of \(count.grouped) frames of \(page.pixelWidth)×\(page.pixelHeight) pixels")
    let importing = (command as? any PictureCommand)?.source.importing
    var source = SurfaceSource(probing: nil, importing: importing, replay: replay)
    let drawings = try command.drawings(from: &source)
    guard drawings.indices.contains(recipe.picture) else {
      throw Failure(.data, "\(path): its recipe names a picture that the command does not make")
    }
    // The inputs' digests are the recorded ones, so that a change shows in pixels, not in texts alone.
    let drawing = drawings[recipe.picture]
    try replay.checkFrames(drawing.frames)
    let notes = PictureWriter.notes(
      of: Drawing(path: path, inputs: recipe.inputs, content: drawing.content), index: recipe.picture,
      theme: recipe.theme, arguments: recipe.arguments)
    return try drawing.render(recipe.theme, on: page, as: .png, notes: notes, isQuiet: true).bytes
  }
}
