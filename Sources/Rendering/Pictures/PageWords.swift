/// What a page says around its panels, and in which letters.
package struct PageWords: Hashable, Sendable {
  /// Family of the letters; nil for the usual one.
  package var font: String?
  /// Whether the title is above the panels.
  package var showsTitle = true
  /// Whether the caption is below the panels, where there is room.
  package var showsCaption = true
  /// Whether margins are narrow, as in a column of a paper, whose own margins are around the picture.
  package var isTight = false

  /// Title and caption in the usual letters.
  package init() {}
}
