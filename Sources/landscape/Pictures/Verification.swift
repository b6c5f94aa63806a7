import Glibc
import Rendering
import Storage

/// Draws a picture again from what its file says, and compares.
struct Verification {
  private let path: String
  private let difference: String?
  private let bytes: [UInt8]
  private let picture: PNGPicture
  private let recipe: Recipe

  /// Reads the picture.
  init(of path: String, difference: String?) throws {
    let bytes = try attempt { try FileBytes.read(path) }
    let picture: PNGPicture
    do throws(RenderingError) { picture = try PNGPicture(reading: bytes) } catch {
      throw Failure(error, path: path)
    }
    guard let note = picture.notes.last(where: { $0.keyword == Recipe.keyword }) else {
      let software = picture.notes.last { $0.keyword == "Software" }.map { " (made by \($0.text))" } ?? ""
      throw Failure(
        .data, "\(path): does not say how it was drawn\(software); only pictures by landscape can be verified"
      )
    }
    self.path = path
    self.difference = difference
    self.bytes = bytes
    self.picture = picture
    recipe = try attempt { try JSONText.decode(note.text, path: path, what: "recipe") }
  }

  /// One line that says that picture and inputs agree.
  ///
  /// - Throws: `Failure` when they do not, or when it cannot be told.
  func run() throws -> String {
    let place = place()
    let name = "\(path): '\(Program.command(recipe.arguments))'"
    if let input = place.missing.first {
      throw Failure(.noInput, "\(name) needs \(input), which is not there; verify in the folder that has it")
    }
    let redrawn = try redraw(in: place.folder)
    let changed = place.changed.isEmpty ? "" : "; changed since: \(place.changed.joined(separator: ", "))"
    let inputs = "\(recipe.inputs.count) input\(recipe.inputs.count == 1 ? "" : "s")"
    if redrawn == bytes { return "\(path): agrees, byte for byte, with \(inputs)" }
    let other: PNGPicture
    let found: ImageDifference
    do throws(RenderingError) {
      other = try PNGPicture(reading: redrawn)
      found = try ImageDifference(between: picture.raster, and: other.raster)
    } catch { throw Failure(.differs, "\(name) makes a picture of another size\(changed)") }
    if found.maximum == 0 && picture.frames == other.frames {
      return "\(path): agrees in every pixel with \(inputs); its texts differ\(changed)"
    }
    if let difference {
      let image = try attempt { try encoded(found) }
      try attempt { try AtomicFile.replace(path: difference, with: image) }
    }
    let share = (Double(found.differingPixels) / Double(picture.width * picture.height)).percent(2)
    throw Failure(
      .differs,
      "\(name) makes another picture: \(share) of the pixels differ, by up to \(found.maximum) of 255\(changed)"
    )
  }

  private func encoded(_ difference: ImageDifference) throws -> [UInt8] {
    do throws(RenderingError) { return try difference.image().png() } catch {
      throw Failure(error, path: path)
    }
  }

  /// The folder where the inputs are, and what of them is not as it was.
  private func place() -> (folder: String, missing: [String], changed: [String]) {
    let here = String(path.dropLast(path.fileName.count))
    let candidates = [".", here.isEmpty ? "." : here]
    let found = candidates.map { folder -> (folder: String, missing: [String], changed: [String]) in
      var missing: [String] = []
      var changed: [String] = []
      for input in recipe.inputs {
        let path = input.path.hasPrefix("/") ? input.path : "\(folder)/\(input.path)"
        guard let bytes = try? FileBytes.read(path) else {
          missing.append(input.path)
          continue
        }
        if Digest(of: bytes) != input.digest { changed.append(input.path) }
      }
      return (folder, missing, changed)
    }
    return found.min { ($0.missing.count, $0.changed.count) < ($1.missing.count, $1.changed.count) }
      ?? (".", [], [])
  }

  private func redraw(in folder: String) throws -> [UInt8] {
    guard let command = try? Landscape.parseAsRoot(recipe.arguments) as? any DrawingCommand else {
      throw Failure(
        .data, "\(path): was drawn by '\(Program.command(recipe.arguments))', which this version cannot run")
    }
    let home = open(".", O_RDONLY | O_DIRECTORY | O_CLOEXEC)
    defer {
      fchdir(home)
      close(home)
    }
    guard chdir(folder) == 0 else { throw Failure(.noInput, "\(folder): cannot be entered") }
    var source = SurfaceSource(probing: nil, isVerifying: true)
    let drawings = try command.drawings(from: &source)
    guard drawings.indices.contains(recipe.picture) else {
      throw Failure(.data, "\(path): its recipe names a picture that the command does not make")
    }
    // The inputs' digests are the recorded ones, so that a change shows in pixels, not in texts alone.
    let drawing = drawings[recipe.picture]
    let notes = PictureWriter.notes(
      of: Drawing(path: path, inputs: recipe.inputs, content: drawing.content), index: recipe.picture,
      theme: recipe.theme, arguments: recipe.arguments)
    return try drawing.render(
      recipe.theme, on: try command.page(), as: .png, notes: notes, isQuiet: true
    ).bytes
  }
}
