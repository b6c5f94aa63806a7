import Formats
import Networks

extension DirectionFile {
  /// Directions of a network, as they stand in the file.
  ///
  /// A direction in an order is one of PyTorch's `parameters()` where as many tensors have these shapes, else one of the
  /// `state_dict`. One by name is zero where it has no tensor. Two names of one tensor must agree.
  ///
  /// - Parameter count: how many are wanted; further ones are left out.
  /// - Throws: `ProbingError.unusableDirection`, which names the first tensor that does not fit.
  package func raw(_ count: Int, of target: DirectionTarget) throws(ProbingError) -> [RawDirection] {
    guard directions.count >= count else {
      throw .unusableDirection(name: name, .tooFewDirections(needed: count, found: directions.count))
    }
    var result: [RawDirection] = []
    for index in 0..<count {
      let label = Self.label(index)
      let components = try components(of: directions[index], "\(name), \(label)", target)
      result.append(try RawDirection(components, of: label, in: name))
    }
    return result
  }

  private static func label(_ index: Int) -> String {
    ["first direction", "second direction"].indices.contains(index)
      ? ["first direction", "second direction"][index] : "direction \(index + 1)"
  }

  private func components(
    of content: Content, _ label: String, _ target: DirectionTarget
  ) throws(ProbingError) -> [Float] {
    switch content {
    case .named(let entries): return try components(entries, label, target)
    case .ordered(let tensors):
      let parameters = target.parameters
      let fits =
        tensors.count == parameters.count && zip(tensors, parameters).allSatisfy { $0.extents == $1.extents }
      if fits || tensors.count != target.stateNames.count {
        return try components(ordered: tensors, parameters, label, target)
      }
      let entries = zip(target.stateNames, tensors).map { (name: $0, tensor: $1) }
      return try components(entries, label, target)
    }
  }

  private func components(
    ordered tensors: [ForeignTensor], _ parameters: [DirectionTarget.Block], _ label: String,
    _ target: DirectionTarget
  ) throws(ProbingError) -> [Float] {
    // With a wrong count, the first tensor of another shape is where it went wrong.
    for (tensor, block) in zip(tensors, parameters) { try checkShape(of: tensor, block, label) }
    guard tensors.count == parameters.count else {
      throw .unusableDirection(
        name: label,
        .otherTensorCount(
          parameters: parameters.count, states: target.stateNames.count, found: tensors.count))
    }
    return try components(zip(parameters, tensors).map { (name: $0.name, tensor: $1) }, label, target)
  }

  private func components(
    _ entries: [(name: String, tensor: ForeignTensor)], _ label: String, _ target: DirectionTarget
  ) throws(ProbingError) -> [Float] {
    var components = [Float](repeating: 0, count: target.layout.count)
    var firstNames: [Int: String] = [:]
    for (name, tensor) in entries {
      guard let block = target.block(named: name) else {
        if target.hasName(name) { continue }
        throw .unusableDirection(name: label, .unknownTensor(name: name, known: target.blocks.map(\.name)))
      }
      try checkShape(of: tensor, block, label)
      let range = target.layout.blocks[block.index].range
      let numbers = block.fromFile(tensor.floats())
      precondition(numbers.count == range.count, "\(numbers.count) numbers for \(block.name)")
      if let other = firstNames.updateValue(name, forKey: block.index), components[range] != numbers[...] {
        throw .unusableDirection(name: label, .differingTies(first: other, second: name))
      }
      components.replaceSubrange(range, with: numbers)
    }
    return components
  }

  private func checkShape(
    of tensor: ForeignTensor, _ block: DirectionTarget.Block, _ label: String
  ) throws(ProbingError) {
    guard tensor.extents == block.extents else {
      throw .unusableDirection(
        name: label, .otherShape(block: block.name, expected: block.extents, found: tensor.extents))
    }
  }
}
