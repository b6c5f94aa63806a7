import Formats
import Foundation
import Storage

/// An archive of `Scripts/exports.py`, and the text that the script wrote beside it.
struct ExportFixture {
  private static let folder = URL(filePath: #filePath).deletingLastPathComponent()
    .deletingLastPathComponent().appending(path: "Fixtures/TorchExport")

  static let names = [
    "plain", "training", "decomposed", "strict", "tied", "many", "recurrent", "attention", "wrapped",
    "branching", "half", "grown",
  ]

  let name: String
  var path: String { Self.folder.appending(path: "\(name).pt2").path }

  init(_ name: String) { self.name = name }

  func file() throws -> TorchExportFile { try TorchExportFile(reading: path) }

  /// The lines of the text.
  func lines() throws -> [String] {
    try String(contentsOf: Self.folder.appending(path: "\(name).txt"), encoding: .utf8)
      .split(separator: "\n").map(String.init)
  }

  /// The files of the archive, without its folder.
  func entries() throws -> [String: [UInt8]] {
    let zip = try ZipArchive(reading: path)
    var entries: [String: [UInt8]] = [:]
    for entry in zip.entries {
      entries[String(entry.name.dropFirst(name.count + 1))] = try zip.content(of: entry).bytes
    }
    return entries
  }

  /// An archive of the same files after a change, in the folder `changed`.
  func changed(_ change: (inout [String: [UInt8]]) -> Void) throws -> ByteStorage {
    var entries = try entries()
    change(&entries)
    return Self.archive(entries)
  }

  /// The archive with another text in one of its files; the text must occur there.
  func replacing(_ old: String, by new: String, in file: String = "models/model.json") throws -> ByteStorage {
    try changed { entries in
      let text = String(decoding: entries[file] ?? [], as: UTF8.self)
      precondition(text.contains(old), "\(file) has no \(old)")
      entries[file] = Array(text.replacing(old, with: new).utf8)
    }
  }

  static func archive(_ entries: [String: [UInt8]], folder: String = "changed") -> ByteStorage {
    var writer = ZipWriter()
    for (name, bytes) in entries.sorted(by: { $0.key < $1.key }) { writer.add("\(folder)/\(name)", bytes) }
    return ByteStorage(writer.archive())
  }
}
