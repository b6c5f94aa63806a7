/// Options by name, each with whether it was given: what a group of options reports, so that a command can refuse those
/// that would do nothing in it.
struct OptionUse {
  /// Names without the dashes, in the order of the help text.
  let given: [String]

  init(given: [String]) { self.given = given }

  init(_ options: KeyValuePairs<String, Bool>) {
    given = options.filter(\.value).map(\.key)
  }

  /// - Parameter place: where the options do nothing, and where they have an effect: "on a map, only with --as surface".
  /// - Throws: `Failure` that names the first of the options that were given.
  func refuse(_ place: String, canBeSet: Bool = false) throws {
    guard let name = given.first else { return }
    let hint = canBeSet ? " (--set \(name)= removes it)" : ""
    throw Failure(.usage, "--\(name) does nothing \(place); leave it out\(hint)")
  }
}
