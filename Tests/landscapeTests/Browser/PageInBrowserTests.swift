import Rendering
import Surfaces
import TestSupport
import Testing

/// Pages by `landscape view` in a browser: what they draw against the program's own pictures, what they say against the surface,
/// and what gestures do.
@Suite(.enabled(if: Browser.path != nil, Comment(rawValue: Browser.absence)), .serialized)
struct PageInBrowserTests {
  private static let places = [[0.3, 0.15], [-0.7, 0.3], [0.95, 0.7], [0, 0], [0.123, -0.456]]

  /// A bench with a surface `s.surface` that has a hole, diverged points, errors and a landmark.
  private func bench() throws -> Workbench {
    let bench = try Workbench()
    try DrawnSurface.damaged().write(to: bench.folder.file("s.surface"))
    try bench.succeed("view s.surface -o s.html -q")
    return bench
  }

  @Test func `a page shows what the picture shows and says what the surface holds`() throws {
    let bench = try bench()
    let surface = try Surface.read(bench.folder.file("s.surface"))
    let found = try PageFindings(of: "s.html", in: bench, reading: Self.places)
    #expect(found.hasWebGL && found.isStaticHidden && found.shares > 0.2)

    // The map: bands have the same colours at the same places. Lines may be a pixel off, and labels stand elsewhere:
    // places beside a line are compared too, and one in a hundred may be on its other side.
    try bench.succeed("render s.surface -o map.png -q")
    let map = try #require(PictureColours(PNGPicture(reading: bench.bytes("map.png"))).map())
    let maps = PictureColours.agreement(found.map, map, within: 3)
    #expect(maps.places > 2400 && maps.share > 0.99, "\(maps)")

    // The surface in space, seen from the same side: light and colours are the same but for how triangles are cut.
    try bench.succeed("render s.surface --as surface -o scene.png -q")
    let scene = try #require(PictureColours(PNGPicture(reading: bench.bytes("scene.png"))).silhouette())
    let own = try #require(found.scene)
    #expect(abs(own.aspect / scene.aspect - 1) < 0.02, "\(own.aspect), not \(scene.aspect)")
    let scenes = PictureColours.agreement(own.colours, scene.colours, within: 16)
    #expect(scenes.places > 600 && scenes.share > 0.95, "\(scenes)")

    #expect(found.readings.count == Self.places.count)
    for (reading, place) in zip(found.readings, Self.places) { expect(reading, at: place, on: surface) }
    #expect(found.picks.count >= 2)
    for pick in found.picks {
      let seen = try #require(pick.seen)
      #expect(zip(pick.put, seen).allSatisfy { abs($0 - $1) < 0.01 }, "\(seen), not \(pick.put)")
    }
  }

  /// The nearest grid point's own values, and those between the four around, as the text says them.
  private func expect(_ reading: PageFindings.Reading, at place: [Double], on surface: Surface) {
    guard let y = surface.y, reading.text.count == 2 else {
      Issue.record("\(reading.text)")
      return
    }
    #expect(zip(reading.at, place).allSatisfy { abs($0 - $1) < 1e-6 })
    let steps = zip(place, [surface.x, y]).map {
      ($0 - $1.lower) / ($1.upper - $1.lower) * Double($1.count - 1)
    }
    let nearest = Int(steps[1].rounded()) * surface.x.count + Int(steps[0].rounded())
    #expect(reading.text[1].last == words(nearest, surface).last)
    #expect(Array(reading.text[1].dropFirst(2)) == words(nearest, surface))
    let (column, row) = (min(Int(steps[0]), surface.x.count - 2), min(Int(steps[1]), y.count - 2))
    let (s, t) = (steps[0] - Double(column), steps[1] - Double(row))
    let corner = row * surface.x.count + column
    let loss = [
      (0, (1 - s) * (1 - t)), (1, s * (1 - t)), (surface.x.count, (1 - s) * t), (surface.x.count + 1, s * t),
    ]
    .reduce(0) { $0 + ($1.1 < 1e-9 ? 0 : $1.1 * surface.loss[corner + $1.0]) }
    #expect(reading.text[0].dropFirst(2).first == Self.loss(loss))
  }

  private static func loss(_ loss: Double) -> String {
    loss.isFinite ? "loss \(NumberText.value(loss, digits: 4))" : NumberText.value(loss)
  }

  private func words(_ index: Int, _ surface: Surface) -> [String] {
    let loss = surface.loss[index]
    guard loss.isFinite else { return [Self.loss(loss)] }
    let error = surface.lossError?[index] ?? 0
    return [
      Self.loss(loss), "standard error \(NumberText.value(error, digits: 2))",
      "accuracy \(NumberText.percentage(surface.accuracy[index]))",
    ]
  }

  @Test func `pointers, fingers and keys turn, zoom and read, and the address keeps it`() throws {
    let found = try PageFindings(of: "s.html", in: bench(), reading: [])
    let gestures = found.gestures
    // A drag by (50, 10) points turns by 0.4 degrees a point; a key by five degrees.
    let turned = try #require(gestures.turned)
    #expect(abs(turned[0] + 77) < 1e-9 && abs(turned[1] - 40) < 1e-9)
    #expect(try abs(#require(gestures.stepped) + 72) < 1e-9)
    #expect(try #require(gestures.zoomed) > 1.1)
    // Fingers 40 points apart that part to 80.
    #expect(try abs(#require(gestures.pinched) - 2) < 1e-6)
    let window = try #require(gestures.window)
    #expect(window[1] - window[0] < 1.7 && window[0] > -1 && window[2] > -1)
    // One key puts the cursor to the nearest grid point and a step on; the next a step up.
    #expect(try #require(gestures.cursor).allSatisfy { $0 > 0 })
    #expect(gestures.live == "polite")
    #expect(found.address.hasPrefix("#view=-72,40,") && found.address.contains("&window="))
    #expect(found.differing.isEmpty, "\(found.differing)")
    #expect(found.drawn > 12 && found.korean == "수치" && found.language == "ko")
    #expect(found.saved.count == 1 && found.saved[0][0].hasSuffix(".png") && found.saved[0][1] == "blob:")
    #expect(found.labels.count == 3 && found.labels.allSatisfy { !$0.isEmpty } && found.unlabelled == 0)
  }

  @Test func `without WebGL the map works and says what is missing`() throws {
    let found = try PageFindings(
      of: "s.html", in: bench(), reading: [[0, 0]], options: ["--disable-3d-apis"])
    #expect(!found.hasWebGL && found.message.contains("WebGL 2 is missing"))
    #expect(found.map.count { $0 != nil } > 2400 && found.readings.count == 1)
    #expect(found.saved.count == 1)
  }

  @Test func `where no script runs a page is a picture and a table`() throws {
    let bench = try bench()
    // Another type, so that the browser runs nothing.
    let page = String(decoding: try bench.bytes("s.html"), as: UTF8.self)
    let still = page.replacing(
      "<script>\n\"use strict\"", with: "<script type=\"text/plain\">\n\"use strict\"")
    #expect(still != page)
    try bench.write(Array(still.utf8), to: "still.html")
    let opened = try Browser.open("still.html", of: bench)
    #expect(opened.console.isEmpty, "\(opened.console)")
    for words in [
      "<figure id=\"static\">", "<div id=\"explorer\" hidden", "Scripts are switched off", "<td>24</td>",
    ] { #expect(opened.document.contains(words), "\(words)") }
  }
}
