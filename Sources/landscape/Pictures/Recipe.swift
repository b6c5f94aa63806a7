import Rendering
import Storage

/// What a picture's file says of how to draw it again.
struct Recipe: Codable {
  /// The note's keyword.
  static let keyword = "Recipe"

  /// The command's words without the program's name.
  let arguments: [String]
  /// Which of the command's pictures it is.
  let picture: Int
  /// Light or dark.
  let theme: String
  let inputs: [RecordedInput]

  var note: PictureNote { PictureNote(Self.keyword, JSONText.encode(self)) }
}
