import Rendering
import Storage

extension Theme: Codable {}

/// What a picture's file says of how to draw it again.
struct Recipe: Codable {
  /// The note's keyword.
  static let keyword = "Recipe"

  /// The command's words without the program's name.
  let arguments: [String]
  /// Which of the command's pictures it is, from 0.
  let picture: Int
  let theme: Theme
  let inputs: [RecordedInput]

  var note: PictureNote { PictureNote(Self.keyword, JSONText.encode(self)) }
}
