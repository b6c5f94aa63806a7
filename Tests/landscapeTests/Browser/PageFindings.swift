import FoundationEssentials
import Testing

/// What `Scripts/page.js` finds when it uses a page as a reader would.
struct PageFindings: Decodable {
  let errors: [String]
  let hasWebGL: Bool
  let message: String
  let isStaticHidden: Bool
  /// Colours at 60 × 60 places of the map, nil where a pixel is not like its neighbours.
  let map: [[Int]?]
  let scene: Silhouette?
  let shares: Double
  let readings: [Reading]
  let picks: [Pick]
  let gestures: Gestures
  let address: String
  let differing: [String]
  let drawn: Int
  let korean: String
  let language: String
  let saved: [[String]]
  let labels: [String]
  let unlabelled: Int

  /// The rectangle around a surface.
  struct Silhouette: Decodable {
    let aspect: Double
    /// Colours at 40 × 40 places of it.
    let colours: [[Int]?]
  }

  /// What is read at a place.
  struct Reading: Decodable {
    let at: [Double]
    /// For the place itself and the nearest grid point: name, place, quantities.
    let text: [[String]]
  }

  /// A point of the surface, and the one that is seen where it is drawn.
  struct Pick: Decodable {
    let put: [Double]
    let seen: [Double]?
  }

  /// What gestures did.
  struct Gestures: Decodable {
    let turned: [Double]?
    let zoomed: Double?
    let stepped: Double?
    let pinched: Double?
    let window: [Double]?
    let cursor: [Double]?
    let live: String
  }

  /// Opens a page of a bench, uses it, and reads what was found.
  ///
  /// - Parameter places: α and β of points to be read.
  init(of name: String, in bench: Workbench, reading places: [[Double]], options: [String] = []) throws {
    let script = URL(filePath: #filePath).deletingLastPathComponent().appending(path: "../Scripts/page.js")
      .standardized
    let text =
      String(decoding: try bench.bytes(name), as: UTF8.self)
      + "<script>window.readingPlaces = \(places);</script>"
      + "<script>\(try String(contentsOf: script, encoding: .utf8))</script>"
    try bench.write(Array(text.utf8), to: "used.html")
    let page = try Browser.open("used.html", of: bench, options: options)
    #expect(page.console.isEmpty, "\(page.console)")
    let start = try #require(page.document.firstRange(of: "<pre id=\"result\">"), "the script found nothing")
    let rest = page.document[start.upperBound...]
    let end = try #require(rest.firstRange(of: "</pre>"))
    let data = try #require(Data(base64Encoded: String(rest[..<end.lowerBound])))
    self = try JSONDecoder().decode(PageFindings.self, from: data)
    #expect(errors.isEmpty, "\(errors)")
  }
}
