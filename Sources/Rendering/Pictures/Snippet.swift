/// Text that embeds a picture in a document, with its alt text, and its dark variant where there is one.
package struct Snippet: Sendable {
  /// Languages of documents.
  package enum Form: String, CaseIterable, Sendable {
    case markdown
    case html
  }

  /// The picture, light first when there are two.
  package let paths: [String]
  /// Its alt text.
  package let description: String

  package init(paths: [String], description: String) {
    self.paths = paths
    self.description = description
  }

  /// What to put into a document of that language.
  package func text(_ form: Form) -> String {
    if paths.count == 1 && form == .markdown {
      let alt = description.replacing("\\", with: "\\\\").replacing("[", with: "\\[").replacing(
        "]", with: "\\]")
      let needsBrackets = paths[0].contains { " ()<>".contains($0) }
      return "![\(alt)](\(needsBrackets ? "<\(paths[0])>" : paths[0]))"
    }
    let image = "<img alt=\"\(Self.attribute(description))\" src=\"\(Self.attribute(paths[0]))\">"
    guard paths.count > 1 else { return image }
    // Markdown has no form of its own for variants and takes this one.
    return """
      <picture>
        <source media="(prefers-color-scheme: dark)" srcset="\(Self.attribute(paths[1]))">
        \(image)
      </picture>
      """
  }

  private static func attribute(_ text: String) -> String {
    text.replacing("&", with: "&amp;").replacing("\"", with: "&quot;").replacing("<", with: "&lt;")
  }
}
