import ArgumentParser

/// A choice among more names than the argument parser lists in one line.
protocol NamedChoice: RawRepresentable, CaseIterable, CustomStringConvertible where RawValue == String {}

extension NamedChoice {
  /// The name, as help texts show a default.
  var description: String { rawValue }

  /// The choice of that name, for an option's `transform`.
  ///
  /// - Throws: `ValidationError` with the nearest name.
  static func named(_ name: String) throws -> Self {
    if let choice = Self(rawValue: name) { return choice }
    throw ValidationError(Suggestion.text(for: name, among: allCases.map(\.rawValue)))
  }
}
