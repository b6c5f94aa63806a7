import Foundation
import Plates
import Storage
import Testing

/// What is committed of the gallery.
@Suite struct GalleryTests {
  private static let folder = URL(filePath: #filePath).deletingLastPathComponent().deletingLastPathComponent()
    .deletingLastPathComponent().appending(path: "gallery").path

  private static func exhibit(_ plate: any Plate) throws -> Exhibit {
    let path = "\(folder)/results/\(plate.about.name).json"
    return try plate.exhibit(reading: try FileBytes.read(path), path: path)
  }

  @Test func `names are of their own, and could be file names`() {
    #expect(Set(Gallery.names).count == Gallery.names.count)
    for name in Gallery.names {
      #expect(name.allSatisfy { $0.isLowercase || $0.isNumber || $0 == "-" }, "\(name)")
      #expect(Gallery.plate(named: name)?.about.name == name)
    }
    #expect(Gallery.plate(named: "no-such-plate") == nil)
  }

  @Test func `every concept of the notes has a plate`() {
    #expect(Set(Gallery.plates.flatMap(\.about.rows)) == Set(1...24))
  }

  @Test func `chapters come one after another`() {
    let chapters = Gallery.plates.map(\.about.chapter)
    let places = chapters.compactMap { Chapter.allCases.firstIndex(of: $0) }
    #expect(places == places.sorted())
  }

  @Test(arguments: Gallery.names) func `the committed numbers bear out what the plate says`(name: String)
    throws
  {
    let plate = try #require(Gallery.plate(named: name))
    let exhibit = try Self.exhibit(plate)
    #expect(exhibit.effort == .full)
    #expect(!exhibit.claims.isEmpty)
    for claim in exhibit.claims {
      #expect(claim.holds, "\(claim.statement.english)")
      #expect(claim.statement.english.contains { $0.isNumber }, "a claim without a number")
    }
  }

  @Test(arguments: Gallery.names) func `texts are sentences in both languages`(name: String) throws {
    let plate = try #require(Gallery.plate(named: name))
    let exhibit = try Self.exhibit(plate)
    for words in [plate.about.lesson, exhibit.caption] + exhibit.claims.map(\.statement) {
      for text in [words.english, words.korean] { #expect(".?!".contains(text.last ?? " "), "\(text)") }
    }
    for words in [plate.about.title, plate.about.lesson, plate.about.next, exhibit.caption] {
      #expect(
        words.korean.unicodeScalars.contains { (0xAC00...0xD7A3).contains($0.value) }, "\(words.korean)")
    }
    #expect(plate.about.command.hasPrefix("landscape "))
    #expect(exhibit.alternative(.english).contains(plate.about.title.english))
  }

  @Test(arguments: Gallery.names) func `results are of the runs that are described`(name: String) throws {
    let plate = try #require(Gallery.plate(named: name))
    #expect(try Self.exhibit(plate).runs == plate.digest(.full), "recompute it: landscape gallery \(name)")
    #expect(try plate.digest(.quick) != plate.digest(.full))
  }

  @Test(arguments: Gallery.names) func `what to try next is a command of the program`(name: String) throws {
    let plate = try #require(Gallery.plate(named: name))
    let words = plate.about.command.split(separator: " ").map(String.init)
    #expect(words.first == "landscape")
    let name = words[1] == "geometry" ? "geometry-\(words[2])" : words[1]
    let help = URL(filePath: #filePath).deletingLastPathComponent().deletingLastPathComponent()
      .appending(path: "landscapeTests/Help/\(name).txt")
    let text = try String(contentsOf: help, encoding: .utf8)
    for word in words where word.hasPrefix("--") {
      let option = String(word.prefix { $0 != "=" })
      #expect(text.contains("\(option) ") || text.contains("\(option)\n"), "\(option)")
    }
  }

  @Test func `the page shows every plate`() throws {
    let exhibits = try Gallery.plates.map(Self.exhibit)
    let page = GalleryPage(exhibits: exhibits).text
    for name in Gallery.names {
      #expect(page.contains("\"\(name).png\"") && page.contains("\(name)-dark.png"))
    }
    let committed = String(decoding: try FileBytes.read("\(Self.folder)/README.md"), as: UTF8.self)
    #expect(committed == page)
  }
}
