/// The bytes of a table in text, divided into records and entries.
struct CSVText {
  /// Where a record's entries are among all entries, and the line of the file on which it begins.
  struct Record {
    let first: Int
    let count: Int
    let line: Int
  }

  /// A stretch of the bytes, without the quotation marks around it.
  private struct Entry {
    let start: Int
    let end: Int
    let isQuoted: Bool
  }

  /// The header first.
  private(set) var records: [Record] = []
  private var entries: [Entry] = []
  private let bytes: [UInt8]

  private static let quote = UInt8(ascii: "\"")
  private static let newline = UInt8(ascii: "\n")
  private static let space = UInt8(ascii: " ")
  private static let carriage = UInt8(ascii: "\r")

  /// Divides the bytes.
  ///
  /// - Throws: `TableError` for a binary file and a quotation mark that is never closed.
  init(_ bytes: [UInt8], path: String) throws(TableError) {
    guard !bytes.contains(0) else { throw .notText(path: path) }
    self.bytes = bytes
    var position = bytes.starts(with: [0xEF, 0xBB, 0xBF]) ? 3 : 0
    let separator = Self.separator(in: bytes)
    var line = 1
    while position < bytes.count {
      let (first, start) = (entries.count, line)
      var hasMore = true
      while hasMore { hasMore = try readEntry(&position, &line, separator, path) }
      line += 1
      let isBlank = entries.count == first + 1 && entries[first].start == entries[first].end
      if isBlank && !entries[first].isQuoted {
        entries.removeLast()
      } else {
        records.append(Record(first: first, count: entries.count - first, line: start))
      }
    }
  }

  /// Reads one entry and the separator after it; true when the record goes on.
  private mutating func readEntry(
    _ position: inout Int, _ line: inout Int, _ separator: UInt8, _ path: String
  ) throws(TableError) -> Bool {
    while position < bytes.count, bytes[position] == Self.space { position += 1 }
    var entry: Entry?
    if position < bytes.count, bytes[position] == Self.quote {
      let (start, opening) = (position + 1, line)
      position += 1
      while true {
        guard position < bytes.count else { throw .unclosedQuote(path: path, line: opening) }
        if bytes[position] == Self.quote {
          guard position + 1 < bytes.count, bytes[position + 1] == Self.quote else { break }
          position += 1
        } else if bytes[position] == Self.newline {
          line += 1
        }
        position += 1
      }
      entry = Entry(start: start, end: position, isQuoted: true)
      position += 1
    }
    let start = position
    while position < bytes.count, bytes[position] != separator, bytes[position] != Self.newline {
      position += 1
    }
    var end = position
    while end > start, [Self.space, Self.carriage].contains(bytes[end - 1]) { end -= 1 }
    if entry != nil, end > start { throw .textAfterQuote(path: path, line: line) }
    entries.append(entry ?? Entry(start: start, end: end, isQuoted: false))
    let hasMore = position < bytes.count && bytes[position] == separator
    position += 1
    return hasMore
  }

  /// Comma, semicolon or tab: the one that the first line has most of, outside of quotation marks.
  private static func separator(in bytes: [UInt8]) -> UInt8 {
    let candidates = [UInt8(ascii: ","), UInt8(ascii: ";"), UInt8(ascii: "\t")]
    var counts = [0, 0, 0]
    var isQuoted = false
    for byte in bytes {
      if byte == quote { isQuoted.toggle() }
      if byte == newline && !isQuoted { break }
      if !isQuoted, let index = candidates.firstIndex(of: byte) { counts[index] += 1 }
    }
    let most = counts.max() ?? 0
    return candidates[counts.firstIndex(of: most) ?? 0]
  }

  /// An entry's text.
  func entry(record: Int, _ column: Int) -> String {
    let entry = entries[records[record].first + column]
    let text = String(decoding: bytes[entry.start..<entry.end], as: UTF8.self)
    guard entry.isQuoted else { return text }
    return text.replacing("\"\"", with: "\"").withoutSpaces
  }
}

extension String {
  /// Without spaces at its ends.
  package var withoutSpaces: String {
    var rest = Substring(self)
    while rest.first == " " { rest.removeFirst() }
    while rest.last == " " { rest.removeLast() }
    return String(rest)
  }
}
