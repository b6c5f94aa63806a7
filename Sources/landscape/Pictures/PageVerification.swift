import Explorer
import Storage

/// Makes a page again from what it says, and compares.
struct PageVerification {
  private let path: String
  private let bytes: [UInt8]
  private let content: ExplorerPageContent
  private let followed: FollowedRecipe

  /// Whether a file begins like a page.
  static func isPage(_ bytes: [UInt8]) -> Bool {
    let start = Array("<!DOCTYPE html".utf8)
    return bytes.prefix(start.count).map { $0 | 0x20 } == start.map { $0 | 0x20 }
  }

  /// Reads the page.
  init(of path: String, bytes: [UInt8]) throws {
    let content = ExplorerPageContent(bytes)
    guard let text = content.recipe else {
      throw Failure(
        .data, "\(path): does not say how it was made; only pages by 'landscape view' can be verified")
    }
    self.path = path
    self.bytes = bytes
    self.content = content
    followed = try FollowedRecipe(text, in: path)
  }

  /// Whether the page says that this version made it.
  private var isOfThisVersion: Bool {
    let head = String(decoding: bytes.prefix(4000), as: UTF8.self)
    return head.contains("<meta name=\"generator\" content=\"\(Program.name)\">")
  }

  /// One line that says that page and inputs agree.
  ///
  /// - Throws: `Failure` when they do not, or when it cannot be told.
  func run() throws -> String {
    let place = try followed.place()
    let recipe = followed.recipe
    let made = try followed.follow(in: place.folder) { command in
      guard let command = command as? any PageCommand else { throw followed.drawsNothing }
      let replay = Replay(inputs: Set(recipe.inputs.map(\.path)), frames: nil)
      var source = SurfaceSource(probing: nil, replay: replay)
      return try command.page(from: &source, arguments: recipe.arguments, recorded: recipe.inputs)
    }
    if made == bytes { return "\(path): agrees, byte for byte, with \(followed.inputs)" }
    let other = ExplorerPageContent(made)
    guard let difference = content.difference(from: other) else {
      // Other versions have other words and scripts; this one has those that it writes.
      guard !isOfThisVersion else {
        throw Failure(
          .differs,
          "\(followed.name) makes other words or scripts, which may show other values\(place.remark)")
      }
      return
        "\(path): agrees in every value with \(followed.inputs); its words or scripts differ\(place.remark)"
    }
    throw Failure(.differs, "\(followed.name) makes another page: \(difference)\(place.remark)")
  }
}
