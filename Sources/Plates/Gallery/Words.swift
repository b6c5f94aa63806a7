/// A text in the languages of the gallery.
package struct Words: Codable, Hashable, Sendable {
  package let english: String
  /// The language of the notes that the gallery grew from.
  package let korean: String

  package init(_ english: String, _ korean: String) {
    self.english = english
    self.korean = korean
  }

  package subscript(language: Language) -> String {
    switch language {
    case .english: english
    case .korean: korean
    }
  }

  /// Both texts with a blank between.
  package static func + (left: Words, right: Words) -> Words {
    Words("\(left.english) \(right.english)", "\(left.korean) \(right.korean)")
  }
}

/// A language of the gallery, by its code in ISO 639-1.
package enum Language: String, CaseIterable, Codable, Hashable, Sendable {
  case english = "en"
  case korean = "ko"
}
