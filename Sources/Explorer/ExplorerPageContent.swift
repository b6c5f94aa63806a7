/// What a page holds, read back from its bytes: the elements with data, by their ids.
///
/// Pages are taken apart where this program writes the borders of elements; another program's page has none of them.
package struct ExplorerPageContent: Sendable {
  /// Contents by ids.
  private let elements: [String: ArraySlice<UInt8>]

  /// The elements of a page.
  package init(_ bytes: [UInt8]) {
    var elements: [String: ArraySlice<UInt8>] = [:]
    let (opening, closing) = (Array("<script type=\"".utf8), Array("</script>".utf8))
    var place = 0
    while let start = Self.find(opening, in: bytes, from: place),
      let end = Self.find([UInt8(ascii: ">")], in: bytes, from: start),
      let close = Self.find(closing, in: bytes, from: end)
    {
      let words = String(decoding: bytes[start..<end], as: UTF8.self).split(separator: "\"")
      // `<script type=`, the type, ` id=`, the id.
      if words.count == 4, elements[String(words[3])] == nil {
        elements[String(words[3])] = bytes[(end + 1)..<close]
      }
      place = close + closing.count
    }
    self.elements = elements
  }

  /// How to make the page again, as JSON; nil where the page does not say it.
  package var recipe: String? {
    elements[ExplorerPage.ElementID.recipe].map { String(decoding: $0, as: UTF8.self) }
  }

  /// What tells the values and what is said of them from another page's, in words; nil where nothing does.
  package func difference(from other: ExplorerPageContent) -> String? {
    let (own, others) = (values, other.values)
    let differing = Set(own.keys).union(others.keys).count { own[$0] != others[$0] }
    if differing > 0 {
      return "\(differing) of \(max(own.count, others.count)) arrays of values differ"
    }
    let name = ExplorerPage.ElementID.description
    return elements[name] == other.elements[name] ? nil : "its names, scales or colours differ"
  }

  private var values: [String: ArraySlice<UInt8>] {
    elements.filter { $0.key.hasPrefix(ExplorerPage.ElementID.values) }
  }

  private static func find(_ pattern: [UInt8], in bytes: [UInt8], from start: Int) -> Int? {
    bytes.withUnsafeBufferPointer { bytes in
      var index = start
      while index + pattern.count <= bytes.count {
        if bytes[index] == pattern[0], (1..<pattern.count).allSatisfy({ bytes[index + $0] == pattern[$0] }) {
          return index
        }
        index += 1
      }
      return nil
    }
  }
}
