import Models

/// What a plate is about, whatever its runs find.
package struct PlateDescription: Hashable, Sendable {
  /// Name of its files, and on the command line.
  package let name: String
  package let chapter: Chapter
  /// Rows of the table of concepts that it shows.
  package let rows: [Int]
  package let title: Words
  /// The sentence that tells what to see.
  package let lesson: Words
  /// What to try next.
  package let next: Words
  /// The command that does it.
  package let command: String

  package init(
    name: String, chapter: Chapter, rows: [Int], title: Words, lesson: Words, next: Words, command: String
  ) {
    self.name = name
    self.chapter = chapter
    self.rows = rows
    self.title = title
    self.lesson = lesson
    self.next = next
    self.command = command
  }
}

/// The parts of the gallery, in teaching order.
package enum Chapter: String, CaseIterable, Codable, Hashable, Sendable {
  case signals
  case depth
  case generalization
  case penalties
  case descent

  package var title: Words {
    switch self {
    case .signals: Words("Signals and gradients", "신호와 기울기")
    case .depth: Words("Normalization, depth and the landscape", "정규화, 깊이, 손실 지형")
    case .generalization: Words("Learning what carries over", "일반화")
    case .penalties: Words("Penalties and their geometry", "규제와 그 기하")
    case .descent: Words("Going down", "경사 하강")
    }
  }
}
