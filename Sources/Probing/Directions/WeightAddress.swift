import Networks

/// One parameter of a network by its block's name and its indices in it, written `layer1.0.conv1.weight[3,0,1,1]`.
package struct WeightAddress: Hashable, Sendable {
  /// Name of the parameter block.
  package let block: String
  /// Indices in the block, slowest extent first, counted from 0.
  package let index: [Int]

  /// Reads an address.
  ///
  /// - Throws: `ProbingError.invalidOption` when the text has another form.
  package init(parsing text: String) throws(ProbingError) {
    guard text.hasSuffix("]"), let bracket = text.firstIndex(of: "["), bracket > text.startIndex else {
      throw .invalidOption(name: "weights", reason: "'\(text)' has no place; write e.g. fc.weight[0,5]")
    }
    let parts = text[text.index(after: bracket)...].dropLast().split(
      separator: ",", omittingEmptySubsequences: false)
    let numbers = parts.compactMap { Int($0) }
    guard numbers.count == parts.count else {
      throw .invalidOption(
        name: "weights", reason: "'\(text)' has a place that is no number; write e.g. fc.weight[0,5]")
    }
    block = String(text[..<bracket])
    index = numbers
  }

  /// Where the parameter lies in the flat vector.
  ///
  /// - Throws: `ProbingError` `unknownBlock` or `invalidOption` when there is no such parameter.
  package func offset(in layout: ParameterLayout) throws(ProbingError) -> Int {
    guard let found = layout.blocks.first(where: { $0.name == block && $0.role != .constant })
    else {
      throw .unknownBlock(name: block, names: layout.blocks.filter(\.role.isTrainable).map(\.name))
    }
    guard index.count == found.shape.count, zip(index, found.shape).allSatisfy({ (0..<$1).contains($0) })
    else {
      let last = found.shape.map { String($0 - 1) }.joined(separator: ",")
      throw .invalidOption(
        name: "weights", reason: "\(description): no such place; the last one is \(block)[\(last)]")
    }
    return zip(index, found.shape).reduce(found.range.lowerBound) { offset, axis in
      // Row-major, relative to the block's start.
      (offset - found.range.lowerBound) * axis.1 + axis.0 + found.range.lowerBound
    }
  }
}

extension WeightAddress: CustomStringConvertible {
  package var description: String { "\(block)[\(index.map(String.init).joined(separator: ","))]" }
}
