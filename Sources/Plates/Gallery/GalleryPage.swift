import Rendering

/// The page that shows all plates, in Markdown.
package struct GalleryPage: Sendable {
  private let exhibits: [Exhibit]
  private let language: Language

  /// A page of plates in teaching order, in a language.
  package init(exhibits: [Exhibit], language: Language = .english) {
    self.exhibits = exhibits
    self.language = language
  }

  package var text: String {
    let chapters = Chapter.allCases.compactMap { chapter -> String? in
      let plates = exhibits.filter { $0.about.chapter == chapter }
      guard !plates.isEmpty else { return nil }
      return (["## \(chapter.title[language])"] + plates.map(section)).joined(separator: "\n\n")
    }
    return ([Self.heading[language], contents] + chapters).joined(separator: "\n\n") + "\n"
  }

  private static let heading = Words(
    """
    # Gallery

    A chapter on training deep networks, in pictures. Each plate is computed from a real run, which its caption names, and each
    of its sentences is checked against the numbers in [`results`](results). This page, too, is made by the program:

        landscape gallery --all --output gallery
    """,
    """
    # 갤러리

    심층 신경망의 학습을 그림으로 설명하는 장이다. 모든 그림은 설명에 적힌 실제 실행에서 계산되었고, 문장에 나오는 수치는 모두
    [`results`](results)의 값으로 확인된다. 이 페이지도 프로그램이 만든다.

        landscape gallery --all --output gallery --language ko
    """)

  private var contents: String {
    Chapter.allCases.compactMap { chapter -> String? in
      let plates = exhibits.filter { $0.about.chapter == chapter }
      guard !plates.isEmpty else { return nil }
      let links = plates.map { "[\($0.about.title[language])](#\($0.about.name))" }
      return "- **\(chapter.title[language])**: \(links.joined(separator: " · "))"
    }.joined(separator: "\n")
  }

  private func section(_ exhibit: Exhibit) -> String {
    let about = exhibit.about
    let name = about.name + (language == .english ? "" : "-\(language.rawValue)")
    let picture = Snippet(
      paths: ["\(name).png", "\(name)-dark.png"], description: exhibit.alternative(language))
    let claims = exhibit.claims.filter(\.holds).map { "- \($0.statement[language])" }
    return """
      ### <a id="\(about.name)"></a>\(about.title[language])

      \(picture.text(.markdown))

      \(about.lesson[language])

      \(claims.joined(separator: "\n"))

      \(exhibit.caption[language])

          landscape gallery \(about.name)

      \(Words("Next", "다음")[language]): \(about.next[language]).

          \(about.command)
      """
  }
}
