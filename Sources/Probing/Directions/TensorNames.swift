import Models
import Networks

/// What the parameter blocks of a model are called: by their own names, those of their layers, and those in the file that the
/// model was imported from.
package struct TensorNames {
  /// By block, in the order of the layout.
  private let names: [[String]]

  package init(_ model: Model) {
    let tensors = model.tensors
    let aliases = Dictionary(grouping: model.imported?.ties.keys.sorted() ?? []) {
      model.imported?.ties[$0] ?? ""
    }
    names = ParameterLayout(model.graph).blocks.enumerated().map { index, block in
      let original = tensors.indices.contains(index) ? tensors[index].name : nil
      return [block.name, model.graph.nodes[block.node].name]
        + (original.map { [$0] + (aliases[$0] ?? []) } ?? [])
    }
  }

  /// Indices of the blocks that a pattern names.
  package func blocks(matching pattern: String) -> [Int] {
    let pattern = NamePattern(pattern)
    return names.indices.filter { names[$0].contains(where: pattern.matches) }
  }

  /// All names, each once, in the order of the layout.
  package var all: [String] {
    var seen: Set<String> = []
    return names.joined().filter { seen.insert($0).inserted }
  }
}
