import Plates
import Rendering
import Storage

/// Computes, draws and checks plates for the command.
struct GalleryBuilder {
  private let command: GalleryCommand
  private let begun = ContinuousClock.now
  private var report: GalleryReport

  /// Root mean square of the channels' differences beyond which two pictures are not the same.
  static let largestDifference = 2.0

  init(command: GalleryCommand) {
    self.command = command
    report = GalleryReport(isQuiet: command.quiet)
  }

  // MARK: Making

  /// Makes pictures, and what is missing of their results.
  mutating func make(_ plates: [any Plate]) throws {
    Interrupts.install()
    try Folder.make(command.output)
    try Folder.make(place("results"))
    let files = plates.flatMap { plate in
      command.theme.paths(from: command.picturePath(plate)).map(\.path) + [GalleryCommand.resultsPath(plate)]
    }
    try FileRoles(reads: [], writes: files.map { FileRoles.File($0, place($0)) }).check()
    try attempt { for file in files { try AtomicFile.checkWritable(place(file)) } }
    var exhibits: [Exhibit] = []
    var computed = 0
    for (index, plate) in plates.enumerated() {
      report.begin(plate.about.name, index + 1, of: plates.count)
      let exhibit: Exhibit
      if let found = try kept(plate), !command.force {
        exhibit = found
      } else {
        exhibit = try compute(plate)
        computed += 1
      }
      try draw(plate, exhibit)
      exhibits.append(exhibit)
    }
    if command.all, command.format == .png { try writePage(exhibits) }
    let count = plates.count == 1 ? "1 plate" : "\(plates.count) plates"
    report.end("\(count), \(computed) of them computed", after: begun.duration(to: .now) / .seconds(1))
  }

  /// The plate with the results that are there; nil when there are none, or they are of other runs.
  private func kept(_ plate: any Plate) throws -> Exhibit? {
    let path = place(GalleryCommand.resultsPath(plate))
    guard FileBytes.exists(path) else { return nil }
    let exhibit: Exhibit
    do {
      exhibit = try plate.exhibit(reading: try FileBytes.read(path), path: path)
    } catch {
      if !command.force { Console.warn("\(path): damaged; recomputed") }
      return nil
    }
    if try isFresh(exhibit, plate) { return exhibit }
    if !command.force { Console.warn("\(path): of other runs than the plate's; recomputed") }
    return nil
  }

  /// Whether results are of the runs that the plate describes now; full ones are as good as quick ones.
  private func isFresh(_ exhibit: Exhibit, _ plate: any Plate) throws -> Bool {
    guard exhibit.effort == .full || command.quick else { return false }
    return try attempt { try plate.digest(exhibit.effort) } == exhibit.runs
  }

  private mutating func compute(_ plate: any Plate) throws -> Exhibit {
    let folder = try command.cache ?? Folder.userCache()
    try Folder.make(folder)
    let report = report
    let workshop = Workshop(
      effort: command.quick ? .quick : .full, folder: folder, program: Program.name,
      dataRoot: Program.dataRoot, stop: Interrupts.request
    ) { report.show($0) }
    defer { report.finish() }
    let bytes = try attempt { try plate.compute(in: workshop) }
    let path = place(GalleryCommand.resultsPath(plate))
    try attempt { try AtomicFile.replace(path: path, with: bytes) }
    return try attempt { try plate.exhibit(reading: bytes, path: path) }
  }

  private func draw(_ plate: any Plate, _ exhibit: Exhibit) throws {
    for claim in exhibit.claims where !claim.holds {
      Console.warn("\(plate.about.name): not borne out by its numbers: \(claim.statement.english)")
    }
    for (theme, path) in command.theme.paths(from: command.picturePath(plate)) {
      let result = try render(plate, exhibit, theme, as: command.format)
      if !result.missingCharacters.isEmpty {
        let characters = result.missingCharacters.map(String.init).joined(separator: " ")
        Console.warn(
          "\(place(path)): no installed font has \(characters); install one, e.g. fonts-noto-cjk")
      }
      try attempt { try AtomicFile.replace(path: place(path), with: result.bytes) }
      if !command.quiet { Console.print(place(path)) }
    }
  }

  private func render(
    _ plate: any Plate, _ exhibit: Exhibit, _ theme: Theme, as format: Picture.Format
  ) throws -> Drawing.Result {
    let results = GalleryCommand.resultsPath(plate)
    let input = RecordedInput(results, try attempt { try FileBytes.read(place(results)) })
    let drawing = command.drawing(exhibit, input, path: command.picturePath(plate))
    let notes = PictureWriter.notes(
      of: drawing, index: 0, theme: theme, arguments: command.arguments(of: plate))
    return try drawing.render(
      theme, on: try command.page(of: exhibit.height), as: format, notes: notes, isQuiet: true)
  }

  // MARK: The page

  private func writePage(_ exhibits: [Exhibit]) throws {
    let path = place(pagePath)
    try attempt {
      try AtomicFile.replace(
        path: path, with: Array(GalleryPage(exhibits: exhibits, language: command.language).text.utf8))
    }
    if !command.quiet { Console.print(path) }
  }

  private var pagePath: String { command.language == .english ? "README.md" : "README-ko.md" }

  // MARK: Checking

  /// Compares pictures with what would be drawn.
  func check(_ plates: [any Plate]) throws {
    var problems: [String] = []
    var exhibits: [Exhibit] = []
    for plate in plates {
      let path = place(GalleryCommand.resultsPath(plate))
      let bytes = try attempt { try FileBytes.read(path) }
      let exhibit = try attempt { try plate.exhibit(reading: bytes, path: path) }
      exhibits.append(exhibit)
      if try !isFresh(exhibit, plate) { problems.append("\(path): of other runs than the plate's") }
      for claim in exhibit.claims where !claim.holds {
        problems.append("\(path): does not bear out: \(claim.statement.english)")
      }
      for (theme, picture) in command.theme.paths(from: command.picturePath(plate)) {
        let drawn = try render(plate, exhibit, theme, as: .png).bytes
        if let problem = try difference(place(picture), drawn) { problems.append(problem) }
      }
    }
    if command.all {
      let page = try attempt { try FileBytes.read(place(pagePath)) }
      if page != Array(GalleryPage(exhibits: exhibits, language: command.language).text.utf8) {
        problems.append("\(place(pagePath)): is not what would be written")
      }
    }
    for problem in problems { Console.fail(problem) }
    guard problems.isEmpty else {
      throw Failure(
        .differs,
        "\(problems.count) differences; look at them, and make the gallery again with 'landscape gallery --all'"
      )
    }
    if !command.quiet { Console.print("\(plates.count) plates agree with their results") }
  }

  /// What is wrong with a picture; nil when it shows and says what would be drawn.
  private func difference(_ path: String, _ drawn: [UInt8]) throws -> String? {
    let bytes = try attempt { try FileBytes.read(path) }
    guard bytes != drawn else { return nil }
    do throws(RenderingError) {
      let (kept, new) = (try PNGPicture(reading: bytes), try PNGPicture(reading: drawn))
      guard kept.notes == new.notes else { return "\(path): says other things than would be written" }
      let difference = try ImageDifference(between: kept.raster, and: new.raster)
      guard difference.rootMeanSquare > Self.largestDifference else { return nil }
      let size = difference.rootMeanSquare.formatted(significant: 3)
      return "\(path): differs from what would be drawn by \(size) of 255 (root mean square)"
    } catch { return "\(path): cannot be compared with what would be drawn" }
  }

  private func place(_ path: String) -> String { "\(command.output)/\(path)" }
}
