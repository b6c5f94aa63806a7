/// Networks that are made by one published program and differ in depth, width and details that shapes tell.
///
/// A family is recognized by the names of its tensors, and builds the graph that `torch.export` would write for the network:
/// what follows is the same as for a file that has a graph.
protocol NetworkFamily: Sendable {
  /// What the family is called in a list, such as `torchvision and timm ResNet`.
  static var title: String { get }

  /// Whether the names are those of the family; shapes are looked at only where programs name their tensors alike.
  static func isNamed(_ weights: FamilyWeights) -> Bool

  /// Writes the network's calls and takes the tensors that they read.
  ///
  /// - Throws: `FamilyMismatch` where the names are the family's and a shape is not.
  static func build(_ builder: inout FamilyBuilder) throws(FamilyMismatch) -> FamilyNetwork
}

/// What a family made of weights.
struct FamilyNetwork {
  /// Such as `torchvision ResNet-50`.
  let title: String
  /// The value that is the network's result.
  let output: FamilyBuilder.Value
}

/// Why weights that are named like a family's are not of one of its networks.
struct FamilyMismatch: Error {
  /// One clause with the tensor's name.
  let reason: String
  /// What a user can do beside giving a graph, as an order; nil for nothing.
  let remedy: String?

  init(_ reason: String, remedy: String? = nil) {
    self.reason = reason
    self.remedy = remedy
  }
}
