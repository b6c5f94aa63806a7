import Plates
import Storage

/// What is to be said of a plate.
struct PlateRecord: Encodable {
  private struct Images: Encodable {
    let light: String
    let dark: String
  }

  private let name: String
  private let chapter: Chapter
  private let rows: [Int]
  private let title: Words
  private let lesson: Words
  private let next: Words
  private let nextCommand: String
  private let command: String
  private let images: Images
  private let results: String
  /// Of what is computed; nil where nothing is yet.
  private let caption: Words?
  private let alternative: Words?
  private let claims: [Words]?

  init(_ plate: any Plate, folder: String) throws {
    let about = plate.about
    name = about.name
    chapter = about.chapter
    rows = about.rows
    title = about.title
    lesson = about.lesson
    next = about.next
    nextCommand = about.command
    command = "landscape gallery \(about.name)"
    images = Images(light: "\(folder)/\(name).png", dark: "\(folder)/\(name)-dark.png")
    results = "\(folder)/\(GalleryCommand.resultsPath(plate))"
    guard FileBytes.exists(results) else {
      (caption, alternative, claims) = (nil, nil, nil)
      return
    }
    let path = results
    let exhibit = try attempt { try plate.exhibit(reading: try FileBytes.read(path), path: path) }
    caption = exhibit.caption
    alternative = Words(exhibit.alternative(.english), exhibit.alternative(.korean))
    claims = exhibit.claims.filter(\.holds).map(\.statement)
  }

  var text: String {
    var lines = [
      name, "  \(title.english)", "  \(title.korean)", "", "  \(lesson.english)",
    ]
    lines += (claims ?? []).map { "  - \($0.english)" }
    if let caption { lines.append("  \(caption.english)") } else { lines.append("  not computed yet") }
    lines += ["", "  \(command)", "  \(images.light)", "  \(next.english): \(nextCommand)"]
    return lines.joined(separator: "\n") + "\n"
  }
}
