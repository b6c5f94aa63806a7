import ArgumentParser
import Glibc
import Rendering
import Storage

/// The recipe in a file that this program made, and what it takes to follow it: nothing is written, and only the recipe's inputs
/// are read.
struct FollowedRecipe {
  /// The file that says it.
  let path: String
  let recipe: Recipe

  /// The longest recipe that is read, and the most words of a command and inputs that it may hold.
  private static let limit = (characters: 200_000, words: 2_000)

  /// Reads a recipe.
  ///
  /// - Parameters:
  ///   - text: JSON.
  ///   - path: of the file that it stands in.
  init(_ text: String, in path: String) throws {
    guard text.utf8.count <= Self.limit.characters else {
      throw Failure(
        .data, "\(path): says too much of how it was drawn; only pictures by landscape can be verified")
    }
    self.path = path
    recipe = try attempt { try JSONText.decode(text, path: path, what: "recipe") }
    let words = max(recipe.inputs.count, recipe.arguments.count)
    guard words <= Self.limit.words else {
      throw Failure(.data, "\(path): its recipe has \(words.grouped) words; too many to be followed unasked")
    }
  }

  /// The file and its command.
  var name: String { "\(path): '\(Program.command(recipe.arguments))'" }

  /// How many inputs there are, in words.
  var inputs: String { "\(recipe.inputs.count) input\(recipe.inputs.count == 1 ? "" : "s")" }

  /// The folder where the inputs are, and what of them is not as it was.
  struct Place {
    let folder: String
    var paths: [String] = []
    var missing: [String] = []
    var changed: [String] = []

    /// What changed, as the end of a sentence; empty when nothing did.
    var remark: String { changed.isEmpty ? "" : "; changed since: \(changed.joined(separator: ", "))" }
  }

  /// Looks for the inputs where the command found them, and beside the file.
  ///
  /// - Throws: `Failure` where one is in neither place.
  func place() throws -> Place {
    let here = String(path.dropLast(path.fileName.count))
    let candidates = [".", here.isEmpty ? "." : here]
    let found = candidates.map { folder -> Place in
      var place = Place(folder: folder)
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
    let best =
      found.min { ($0.missing.count, $0.changed.count) < ($1.missing.count, $1.changed.count) }
      ?? Place(folder: ".")
    if let input = best.missing.first {
      throw Failure(.noInput, "\(name) needs \(input), which is not there; verify in the folder that has it")
    }
    return best
  }

  /// Runs the recipe's command, as far as that is making bytes, in the folder of its inputs.
  func follow(in folder: String, _ body: (any ParsableCommand) throws -> [UInt8]) throws -> [UInt8] {
    guard let parsed = try? Landscape.parseAsRoot(recipe.arguments) else {
      throw Failure(
        .data, "\(path): was drawn by '\(Program.command(recipe.arguments))', which this version cannot run")
    }
    let home = open(".", O_RDONLY | O_DIRECTORY | O_CLOEXEC)
    defer {
      fchdir(home)
      close(home)
    }
    guard chdir(folder) == 0 else { throw Failure(.noInput, "\(folder): cannot be entered") }
    do {
      return try body(parsed)
    } catch let failure as Failure where !failure.message.hasPrefix(path) {
      throw Failure(failure.code == .usage ? .data : failure.code, "\(name): \(failure.message)")
    }
  }

  /// That the recipe's command makes nothing of the file's kind.
  var drawsNothing: Failure {
    Failure(
      .data,
      "\(path): says that it was drawn by '\(Program.command(recipe.arguments))', which draws nothing")
  }
}
