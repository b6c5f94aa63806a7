import Rendering
import Surfaces

/// One HTML file in which planes are explored: maps and surfaces in space, linked, without a network or another file.
///
/// Everything that a browser needs stands in the file: style, scripts, the values as base64 of 32-bit numbers, tables of
/// colours and levels as pictures have them, a picture for where there are no scripts, and the recipe that made it.
package struct ExplorerPage: Sendable {
  /// Planes that are shown together on one scale, at least one.
  let surfaces: [Surface]
  let options: ExplorerOptions
  /// How to make the page again, as JSON; nil for a page that does not say it.
  let recipe: String?

  /// A page of planes.
  ///
  /// - Parameters:
  ///   - surfaces: planes, at least one.
  ///   - options: what the page shows at first.
  ///   - recipe: JSON that says how to make the page again.
  package init(of surfaces: [Surface], options: ExplorerOptions, recipe: String? = nil) {
    precondition(!surfaces.isEmpty, "a page without surfaces")
    precondition(surfaces.allSatisfy { $0.y != nil }, "a line in a page of planes")
    self.surfaces = surfaces
    self.options = options
    self.recipe = recipe
  }

  /// The file's bytes; the same surfaces, options and recipe always give the same ones.
  ///
  /// - Throws: `RenderingError` where the picture cannot be drawn.
  package func bytes() throws(RenderingError) -> [UInt8] {
    let scale = options.scale(of: surfaces)
    let style = FigureStyle(
      theme: options.theme == .dark ? .dark : .light, map: options.map, title: options.title,
      isSmooth: options.isSmooth, showsUncertainty: options.showsUncertainty)
    let chart = SurfaceChart.contours(of: surfaces, scale: scale, style: style)
    // Title and caption stand in the page already.
    var figure = chart.chart
    figure.title = ""
    figure.caption = ""
    let picture = try Picture(
      of: figure, on: Page(width: surfaces.count == 1 ? 800 : 1000, height: 600), as: .png)
    let description = ExplorerDescription(of: surfaces, chart: chart, options: options)
    var page = PageText()
    page.add(head(chart))
    page.add(body(chart, picture))
    page.addScript(type: "application/json", id: ElementID.description, description.json)
    for (index, surface) in surfaces.enumerated() {
      for name in ExplorerDescription.fields(of: surface) {
        page.add("<script type=\"text/plain\" id=\"\(ElementID.values)\(index)-\(name)\">")
        page.addBase64(float32: surface[name] ?? [])
        page.add("</script>\n")
      }
    }
    if let recipe { page.addScript(type: "application/json", id: ElementID.recipe, recipe) }
    page.add("<script>\n\"use strict\";\n(() => {\n")
    for module in PageSource.modules { page.add(module) }
    page.add("})();\n</script>\n</body>\n</html>\n")
    return page.bytes
  }

  /// Names of the elements that are read back.
  enum ElementID {
    static let description = "description"
    static let recipe = "recipe"
    /// Before the number of a surface and the name of a field.
    static let values = "values-"
  }

  /// Nothing but what stands in the file may be loaded or run.
  private static let policy =
    "default-src 'none'; script-src 'unsafe-inline'; style-src 'unsafe-inline'; img-src data: blob:"

  private func head(_ chart: SurfaceChart) -> String {
    """
    <!DOCTYPE html>
    <html lang="\(options.language.rawValue)" data-theme="\(options.theme.rawValue)">
    <head>
    <meta charset="utf-8">
    <meta name="viewport" content="width=device-width, initial-scale=1">
    <meta http-equiv="Content-Security-Policy" content="\(Self.policy)">
    <meta name="generator" content="\(HTML.escaped(options.program))">
    <meta name="description" content="\(HTML.escaped(chart.description))">
    <title>\(HTML.escaped(chart.plainTitle))</title>
    <style>
    \(PageSource.style)
    </style>
    </head>

    """
  }

  private func body(_ chart: SurfaceChart, _ picture: Picture) -> String {
    var base64 = PageText()
    base64.addBase64(picture.bytes)
    let language = options.language
    return """
      <body>
      <header><h1>\(HTML.escaped(chart.plainTitle))</h1></header>
      <main>
      <div id="explorer" hidden></div>
      <figure id="static">
      <img alt="\(HTML.escaped(chart.description))" src="data:image/png;base64,\(base64.text)">
      <noscript><p>\(HTML.escaped(ExplorerText.noScript.text(language)))</p></noscript>
      </figure>
      <p id="caption" lang="en">\(HTML.escaped(chart.plainCaption))</p>
      \(NumberTable(of: chart.facts, surfaces: surfaces, language: language).html)
      </main>

      """
  }
}
