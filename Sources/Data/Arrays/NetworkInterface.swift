import Networks
import Numerics

/// What a network reads of each sample and what it answers, as far as data must fit it.
package struct NetworkInterface: Codable, Hashable, Sendable {
  /// What is read of a sample.
  package struct Input: Codable, Hashable, Sendable {
    package let name: String
    /// For one sample, without the number of samples.
    package let extents: [Int]
    /// Rows of the tables that the input's integers are looked up in; nil for an input of numbers.
    package let rows: Int?

    /// As samples are stored.
    var shape: SampleShape {
      extents.count == 3
        ? SampleShape(channels: extents[0], height: extents[1], width: extents[2])
        : SampleShape(channels: extents.reduce(1, *))
    }
  }

  package let inputs: [Input]
  /// Extents of the output for one sample.
  package let output: [Int]
  /// Extents of what has a label each; none where a sample has one.
  package let positions: [Int]
  /// Outputs of a position: as many classes at most.
  package let width: Int

  /// What a network reads and answers.
  package init(_ graph: Graph) {
    inputs = graph.inputNodes.map { node in
      let shape = graph.values[node]
      return Input(
        name: graph.nodes[node].name, extents: Array(shape.extents.dropFirst()),
        rows: shape.element == .int32 ? min(graph.rows(lookedUpBy: node), Int(Int32.max)) : nil)
    }
    let shape = graph.values[graph.values.count - 1]
    // Of samples that follow one another along the batch, such as the tokens of all texts, all are one sample's.
    let own = shape.extents[0] == 1 ? Array(shape.extents.dropFirst()) : shape.extents
    width = graph.outputRows(for: .crossEntropy).width
    if shape.isVector {
      (output, positions) = ([width], [])
    } else {
      output = own
      positions = shape.isImage ? Array(own.dropFirst()) : own.dropLast()
    }
  }

  /// Whether the network reads a row of indices and answers for each of them, as a language model does.
  var isLanguageModel: Bool {
    guard let first = inputs.first, let rows = first.rows else { return false }
    return inputs.count == 1 && first.extents == positions && first.extents.count == 1 && rows <= width
  }
}

extension NetworkInterface {
  private enum CodingKeys: CodingKey {
    case inputs
    case output
    case positions
    case width
  }

  /// Reads a description; extents are positive and their products far from overflow.
  package init(from decoder: any Decoder) throws {
    let container = try decoder.container(keyedBy: CodingKeys.self)
    inputs = try container.decode([Input].self, forKey: .inputs)
    output = try container.decode([Int].self, forKey: .output)
    positions = try container.decode([Int].self, forKey: .positions)
    width = try container.decode(Int.self, forKey: .width)
    let shapes = inputs.map(\.extents) + [output, positions, [width]]
    let isPossible = shapes.allSatisfy { extents in
      extents.allSatisfy { $0 > 0 } && extents.checkedProduct(limit: 1 << 32) != nil
    }
    let rows = 1...Int(Int32.max)
    guard isPossible, rows.contains(width), !inputs.isEmpty,
      inputs.allSatisfy({ rows.contains($0.rows ?? 1) })
    else {
      throw DecodingError.dataCorruptedError(
        forKey: .inputs, in: container, debugDescription: "not the inputs and outputs of a network")
    }
  }
}
