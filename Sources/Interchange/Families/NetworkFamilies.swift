import Formats

/// The families that are known, and what they make of a file.
package enum NetworkFamilies {
  private static let all: [any NetworkFamily.Type] = [
    CIFARResNetFamily.self, ImageResNetFamily.self, VGGFamily.self, TorchvisionViTFamily.self,
    TimmViTFamily.self,
    BERTFamily.self, GPT2Family.self, LlamaFamily.self,
  ]

  /// A network that was recognized.
  package struct Recognized: Sendable {
    /// Such as `torchvision ResNet-50`.
    package let title: String
    /// What the weights do not say, as clauses.
    package let assumptions: [String]
    let graph: ForeignGraph

    /// What a user should know of the network.
    var remarks: [String] {
      let found = "the architecture is taken from names and shapes: \(title)"
      return assumptions.isEmpty
        ? [found] : [found, "weights do not say it, so assumed: \(assumptions.joined(separator: "; "))"]
    }
  }

  /// Titles of all families.
  package static var titles: String { all.map { $0.title }.joined(separator: ", ") }

  /// Parts that a program may put before all names.
  private static let mostPrefixes = 3

  /// The network that a file of weights holds; nil for names of no family, and for files with an architecture.
  ///
  /// - Parameter key: the entry that holds the weights, for a file with several.
  /// - Parameter extents: for one sample of the data, where they are known.
  /// - Throws: `InterchangeError`, `network` where the names are a family's and a shape is not.
  package static func recognize(
    _ file: ForeignModelFile, path: String, key: String? = nil, extents: [Int]? = nil
  ) throws(InterchangeError) -> Recognized? {
    guard let tensors = try file.weights(key: key) else { return nil }
    var weights = FamilyWeights(tensors)
    for _ in 0...mostPrefixes {
      for family in all where family.isNamed(weights) {
        return try built(family, weights, path: path, extents: extents)
      }
      guard let shorter = weights.withoutPrefix() else { return nil }
      weights = shorter
    }
    return nil
  }

  private static func built(
    _ family: any NetworkFamily.Type, _ weights: FamilyWeights, path: String, extents: [Int]?
  ) throws(InterchangeError) -> Recognized {
    var builder = FamilyBuilder(
      weights, configuration: ModelConfiguration(beside: path), path: path, extents: extents)
    do throws(FamilyMismatch) {
      let network = try family.build(&builder)
      let graph = try builder.graph(output: network.output)
      return Recognized(title: network.title, assumptions: builder.assumptions, graph: graph)
    } catch {
      let remedy = error.remedy.map { "\($0), or give" } ?? "give"
      throw .network(
        path: path,
        reason:
          "it is named like a \(family.title) network, but \(error.reason); \(remedy) its architecture with "
          + "--graph model.pt2")
    }
  }
}

extension ForeignModelFile {
  /// The tensors of a file without an architecture; nil for one that has it.
  fileprivate func weights(key: String?) throws(InterchangeError) -> [(name: String, tensor: ForeignTensor)]?
  {
    switch self {
    case .torchWeights(let file):
      do throws(FormatError) { return try file.weights(key: key) } catch { throw .format(error) }
    case .safetensors(let file):
      return file.names.compactMap { name in file.tensors[name].map { (name, $0) } }
    case .torchExport, .onnx: return nil
    }
  }
}
