/// A named text that travels inside a picture's file.
package struct PictureNote: Hashable, Sendable {
  /// 1 to 79 printable ASCII characters, for PNG's `iTXt`.
  package let keyword: String
  /// Any text.
  package let text: String

  /// A note; the keyword must be one that PNG allows.
  package init(_ keyword: String, _ text: String) {
    precondition(
      (1...79).contains(keyword.utf8.count) && keyword.utf8.allSatisfy { (32...126).contains($0) },
      "\"\(keyword)\" cannot name a text in a PNG file")
    self.keyword = keyword
    self.text = text
  }
}
