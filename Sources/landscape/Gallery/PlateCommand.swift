import ArgumentParser
import Plates
import Storage

/// `landscape plate`: what a plate says, for people and for site generators.
struct PlateCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "plate",
    abstract: "Say what plates show: titles, captions, alt texts, numbers and paths.",
    discussion: """
      landscape plate vanishing-gradient
      landscape plate --list --json
      """)

  @Argument(help: ArgumentHelp("Plates.", valueName: "plate"))
  var plates: [String] = []

  @Flag(help: "All plates.")
  var list = false

  @Flag(help: "Print JSON for machines.")
  var json = false

  @Option(help: "Folder of the gallery.")
  var folder = "gallery"

  mutating func run() throws {
    guard list || !plates.isEmpty else {
      throw Failure(.usage, "name a plate, or --list for all; 'landscape gallery' shows the names")
    }
    for name in plates where Gallery.plate(named: name) == nil {
      throw Failure(.usage, "no plate '\(name)'; \(Suggestion.text(for: name, among: Gallery.names))")
    }
    let chosen = Gallery.plates.filter { list || plates.contains($0.about.name) }
    let records = try chosen.map { try PlateRecord($0, folder: folder) }
    guard json else {
      for record in records { Console.print(record.text) }
      return
    }
    Console.print(JSONText.encode(records, pretty: true))
  }
}
