import Rendering
import Storage

/// A plate with its results.
package struct Exhibit: Sendable {
  package let about: PlateDescription
  /// Height of the picture, in pixels where it is 1,200 wide.
  package let height: Int
  package let effort: Effort
  /// Digest of what was run.
  package let runs: Digest
  package let claims: [Claim]
  /// What was run.
  package let caption: Words
  let drawing: @Sendable (Theme, Language) -> PlateDrawing

  /// What is written below the picture: what to see, and what was run.
  package var legend: Words {
    let reduced = Words("Reduced runs (--quick).", "축소된 실행(--quick).")
    return effort == .quick ? about.lesson + caption + reduced : about.lesson + caption
  }

  /// What the picture shows to those who cannot see it: its sentences with their numbers.
  package func alternative(_ language: Language) -> String {
    ([about.title[language] + "."] + claims.filter(\.holds).map { $0.statement[language] })
      .joined(separator: " ")
  }

  package func chart(in theme: Theme, _ language: Language) -> Chart {
    let drawing = drawing(theme, language)
    return Chart(
      title: about.title[language], description: alternative(language), caption: legend[language],
      panels: drawing.panels, columns: drawing.columns, sharesAxes: drawing.sharesAxes,
      legend: drawing.legend, key: drawing.key, theme: theme)
  }
}
