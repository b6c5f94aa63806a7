import Rendering
import Storage

/// Draws a picture again from what its file says, and compares.
struct Verification {
  private let path: String
  private let difference: String?
  private let bytes: [UInt8]
  private let picture: PNGPicture
  private let frames: AnimationFrames?
  private let followed: FollowedRecipe

  /// Reads the picture.
  init(of path: String, bytes: [UInt8], difference: String?) throws {
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
    self.path = path
    self.difference = difference
    self.bytes = bytes
    followed = try FollowedRecipe(note.text, in: path)
  }

  private var name: String { followed.name }
  private var recipe: Recipe { followed.recipe }

  /// One line that says that picture and inputs agree.
  ///
  /// - Throws: `Failure` when they do not, or when it cannot be told.
  func run() throws -> String {
    let place = try followed.place()
    try checkDifference(inputs: place.paths)
    let redrawn = try followed.follow(in: place.folder) { command in
      guard let command = command as? any DrawingCommand else { throw followed.drawsNothing }
      return try redraw(command)
    }
    let (changed, inputs) = (place.remark, followed.inputs)
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
