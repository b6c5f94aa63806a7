import Formats
import Networks

/// Sums of products by an equation such as `bij,bjk->bik`.
extension Translation {
  /// The value of an equation for one or two operands, as reshapes around a matrix product.
  func einsum(_ equation: String, _ operands: [Traced]) throws(Refusal) -> Traced {
    let text = try withoutEllipses(equation.filter { $0 != " " }, operands)
    let sides = text.components(separatedBy: "->")
    let terms = sides[0].split(separator: ",", omittingEmptySubsequences: false).map(Array.init)
    guard sides.count <= 2, terms.count == operands.count, (1...2).contains(terms.count), !text.contains(".")
    else {
      throw Refusal("the equation \(equation) is not supported")
    }
    var counts: [Character: Int] = [:]
    for letter in terms.joined() { counts[letter, default: 0] += 1 }
    let output = sides.count == 2 ? Array(sides[1]) : counts.filter { $0.value == 1 }.keys.sorted()
    for (term, operand) in zip(terms, operands) {
      guard Set(term).count == term.count, try rank(operand) == term.count else {
        throw Refusal("the equation \(equation) is not supported")
      }
    }
    guard terms.count == 2 else {
      let letters = terms[0]
      let sums = letters.indices.filter { !output.contains(letters[$0]) }
      let rest = letters.filter(output.contains)
      let value = sums.isEmpty ? operands[0] : try reduce(.sum, operands[0], axes: sums, keeps: false)
      return try permute(value, output.compactMap { letter in rest.firstIndex(of: letter) })
    }
    return try product(terms, operands, output)
  }

  /// The equation with letters in place of the axes that `...` stands for.
  private func withoutEllipses(_ equation: String, _ operands: [Traced]) throws(Refusal) -> String {
    guard equation.contains("."), let arrow = equation.firstRange(of: "->") else { return equation }
    let terms = equation[..<arrow.lowerBound].split(separator: ",", omittingEmptySubsequences: false)
    guard terms.count == operands.count else { return equation }
    let free = "ABCDEFGHIJKLMNOPQRSTUVWXYZ".filter { !equation.contains($0) }
    var (counts, longest): ([Int], Int) = ([], 0)
    for (term, operand) in zip(terms, operands) {
      guard term.contains("...") else {
        counts.append(0)
        continue
      }
      let count = try rank(operand) - (term.count - 3)
      guard (0...free.count).contains(count) else {
        throw Refusal("the equation \(equation) is not supported")
      }
      counts.append(count)
      longest = max(longest, count)
    }
    // Aligned at the end, as extents are.
    func letters(_ count: Int) -> Substring { free.prefix(longest).suffix(count) }
    let named = zip(terms, counts).map { term, count in term.replacing("...", with: letters(count)) }
    let result = equation[arrow.upperBound...].replacing("...", with: letters(longest))
    return named.joined(separator: ",") + "->" + result
  }

  private func product(
    _ terms: [[Character]], _ operands: [Traced], _ output: [Character]
  ) throws(Refusal) -> Traced {
    let (a, b) = (terms[0], terms[1])
    let shared = a.filter(b.contains)
    let batch = shared.filter(output.contains)
    let summed = shared.filter { !output.contains($0) }
    let (rows, columns) = (a.filter { !shared.contains($0) }, b.filter { !shared.contains($0) })
    guard (rows + columns).allSatisfy(output.contains) else {
      throw Refusal("an index is summed in one operand only")
    }
    var size: [Character: SymbolicInteger] = [:]
    for (term, operand) in zip(terms, operands) {
      for (letter, extent) in zip(term, try sizes(operand))
      where size[letter].map({ $0 == SymbolicInteger(1) }) ?? true {
        size[letter] = extent
      }
    }
    func extents(_ letters: [Character]) -> [SymbolicInteger] { letters.compactMap { size[$0] } }
    func arranged(_ value: Traced, _ term: [Character], _ order: [[Character]]) throws(Refusal) -> Traced {
      let moved = try permute(value, order.joined().compactMap { letter in term.firstIndex(of: letter) })
      var shape = extents(order[0])
      for letters in order.dropFirst() { shape.append(try self.product(extents(letters))) }
      return try reform(moved, shape)
    }
    let left = try arranged(operands[0], a, [batch, rows, summed])
    let right = try arranged(operands[1], b, [batch, summed, columns])
    let result = try reform(try matrixProduct(left, right), extents(batch + rows + columns))
    let order = batch + rows + columns
    return try permute(result, output.compactMap { letter in order.firstIndex(of: letter) })
  }
}

extension String {
  fileprivate func components(separatedBy separator: String) -> [String] {
    guard let range = firstRange(of: separator) else { return [self] }
    return [String(self[..<range.lowerBound]), String(self[range.upperBound...])]
  }
}
