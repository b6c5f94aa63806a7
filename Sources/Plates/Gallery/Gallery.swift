/// All plates, in teaching order.
package enum Gallery {
  package static let plates: [any Plate] = signals + depth + generalization + penalties + descent

  package static let names = plates.map(\.about.name)

  package static func plate(named name: String) -> (any Plate)? { plates.first { $0.about.name == name } }
}
