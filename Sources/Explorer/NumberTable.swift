import Rendering
import Surfaces

/// The numbers of all surfaces as a table: what a screen reader reads, and what is there without scripts.
struct NumberTable {
  let facts: [SurfaceFacts]
  let surfaces: [Surface]
  let language: ExplorerOptions.Language

  init(of facts: [SurfaceFacts], surfaces: [Surface], language: ExplorerOptions.Language) {
    self.facts = facts
    self.surfaces = surfaces
    self.language = language
  }

  /// A row's heading, and a cell for each surface.
  private var rows: [(ExplorerText, [String])] {
    var rows: [(ExplorerText, [String])] = [
      (.trainedLoss, facts.map { $0.trainedLoss.map { NumberText.value($0) } ?? "–" }),
      (.lowestPoint, facts.map { Self.words($0.lowest) }),
      (.highestPoint, facts.map { Self.words($0.highest) }),
      (.gridSize, surfaces.map { "\($0.x.count) × \($0.y?.count ?? 1)" }),
      (.alphaRange, surfaces.map { Self.range($0.x) }),
      (.betaRange, surfaces.map { $0.y.map(Self.range) ?? "–" }),
    ]
    if facts.contains(where: { $0.missing > 0 }) {
      rows.append((.missingPoints, facts.map { NumberText.count($0.missing) }))
    }
    if facts.contains(where: { $0.diverged > 0 }) {
      rows.append((.divergedPoints, facts.map { NumberText.count($0.diverged) }))
    }
    return rows
  }

  var html: String {
    var text =
      "<section id=\"numbers\">\n<h2 data-text=\"numbers\">\(ExplorerText.numbers.text(language))</h2>\n"
    text += "<table>\n<thead><tr><td></td>"
    for fact in facts { text += "<th scope=\"col\">\(HTML.escaped(fact.name))</th>" }
    text += "</tr></thead>\n<tbody>\n"
    for (name, cells) in rows {
      text += "<tr><th scope=\"row\" data-text=\"\(name.rawValue)\">\(HTML.escaped(name.text(language)))</th>"
      for cell in cells { text += "<td>\(HTML.escaped(cell))</td>" }
      text += "</tr>\n"
    }
    for (name, cells) in landmarks {
      text += "<tr><th scope=\"row\">\(HTML.escaped(name))</th>"
      for cell in cells { text += "<td>\(HTML.escaped(cell))</td>" }
      text += "</tr>\n"
    }
    return text + "</tbody>\n</table>\n</section>"
  }

  /// A row for each name that a landmark has, in the order of the first surface that has it.
  private var landmarks: [(String, [String])] {
    var names: [String] = []
    for landmark in surfaces.flatMap(\.landmarks) where !names.contains(landmark.name) {
      names.append(landmark.name)
    }
    return names.map { name in
      (
        name,
        surfaces.map { surface in
          surface.landmarks.first { $0.name == name }.map { Self.place($0.coordinates) } ?? "–"
        }
      )
    }
  }

  private static func words(_ extremum: SurfaceFacts.Extremum?) -> String {
    guard let extremum else { return "–" }
    return "\(NumberText.value(extremum.loss)) (\(place([extremum.place.x, extremum.place.y])))"
  }

  private static func place(_ coordinates: [Double]) -> String {
    zip(["α", "β"], coordinates).map { "\($0) = \(NumberText.value($1))" }.joined(separator: ", ")
  }

  private static func range(_ axis: Axis) -> String {
    "\(NumberText.value(axis.lower)) … \(NumberText.value(axis.upper))"
  }
}
