/// Where a block of an imported network's parameters comes from.
package struct ParameterOrigin: Codable, Hashable, Sendable {
  /// The block's name in the network.
  package let block: String
  /// The name in the file, as in a `state_dict`; nil for numbers of the program.
  package let name: String?
  /// The extents in the file.
  package let extents: [Int]
  /// What leads from the file's order to the block's.
  package let steps: [ViewStep]

  package init(block: String, name: String?, extents: [Int], steps: [ViewStep] = []) {
    self.block = block
    self.name = name
    self.extents = extents
    self.steps = steps
  }

  /// The block's numbers from those in the file's order.
  package func numbers(fromFile numbers: [Float]) -> [Float] {
    ViewStep.applying(steps, to: numbers, extents: extents)
  }

  /// The file's numbers from those in the block's order.
  package func numbers(toFile numbers: [Float]) -> [Float] {
    var path: [(step: ViewStep, before: [Int])] = []
    var form = extents
    for step in steps {
      path.append((step, form))
      form = step.extents(of: form)
    }
    var result = numbers
    for (step, before) in path.reversed() {
      result = ViewStep.applying([step.inverse(of: before)], to: result, extents: form)
      form = before
    }
    return result
  }
}
