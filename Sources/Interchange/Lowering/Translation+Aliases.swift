import Formats

/// Changes in place, which PyTorch's programs make to constants that they build step by step.
extension Translation {
  /// Writes a constant that was changed in place to what it is a part of.
  ///
  /// - Throws: `Refusal` where that is data which something reads later.
  func updateSources(of name: String, by value: Traced) throws(Refusal) {
    guard let alias = aliases[name] else {
      if let source = views[name], isReadLater(source) {
        throw Refusal("it changes a part of \(source) in place; export with functional operations")
      }
      return
    }
    guard case .constant(let part) = value, case .constant(var whole)? = known(alias.source) else {
      throw Refusal("it changes a part of a constant by data")
    }
    let numbers =
      part.count == 1 ? Array(repeating: part.numbers[0], count: alias.positions.count) : part.numbers
    guard numbers.count == alias.positions.count else { throw Refusal("it changes a part of another size") }
    for (position, number) in zip(alias.positions, numbers) { whole.numbers[position] = number }
    set(alias.source, .constant(whole))
    try updateSources(of: alias.source, by: .constant(whole))
  }
}
