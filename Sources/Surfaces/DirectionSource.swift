import Storage

/// Where a direction in parameter space comes from.
package enum DirectionSource: Codable, Hashable, Sendable {
  /// Drawn from N(0, 1) by a seed.
  case seed(number: UInt64)
  /// A single parameter, such as `fc.weight[0,5]`, and its value where its coordinate is 0.
  case weight(address: String, value: Double)
  /// The difference of another model's parameters, which lie at coordinate 1; running statistics stay where they are unless
  /// they move too.
  case model(name: String, digest: Digest, movesStatistics: Bool)
  /// A principal component of a trajectory, counted from 1, the fraction of the variance that it explains, and the digest
  /// of its numbers.
  case principal(number: Int, trajectory: String, explained: Double, digest: Digest)
  /// Of the plane through the origin and the parameters of other models, a direction of length 1, counted from 1: towards the
  /// first model; then at a right angle to the ones before, towards the next; and the digest of its numbers.
  case through(number: Int, models: [String], digest: Digest)
  /// Along a curve through parameters, by the fraction of it that lies behind, or by epochs along a run; a few words for it,
  /// and the digest of what it leads through.
  case curve(name: String, digest: Digest)
  /// An eigenvector of the loss's Hessian as far as it was found, `‖Hv − λv‖ / |λ|` being the residual, and the digest of its
  /// numbers.
  ///
  /// Counted from 1 from the largest eigenvalue, by magnitude where power iteration found it, and from −1 from the smallest.
  case eigenvector(number: Int, value: Double, residual: Double, digest: Digest)
  /// A file, the tensor in it where it has several, and the digest of the numbers that were read.
  case file(name: String, tensor: String?, digest: Digest)

  /// Whether two sources give the same direction, whatever files are called and whatever was measured.
  package func gives(theSameAs other: DirectionSource) -> Bool {
    switch (self, other) {
    case (.seed(let a), .seed(let b)): a == b
    case (.weight(let a, _), .weight(let b, _)): a == b
    case (.model(_, let a, let moves), .model(_, let b, let moved)): a == b && moves == moved
    case (.principal(_, _, _, let a), .principal(_, _, _, let b)): a == b
    case (.through(_, _, let a), .through(_, _, let b)): a == b
    case (.curve(_, let a), .curve(_, let b)): a == b
    case (.eigenvector(_, _, _, let a), .eigenvector(_, _, _, let b)): a == b
    case (.file(_, _, let a), .file(_, _, let b)): a == b
    default: false
    }
  }
}

extension DirectionSource: CustomStringConvertible {
  /// A few words for it, such as `towards b.ckpt`.
  package var description: String {
    switch self {
    case .seed(let number): "random direction \(number)"
    case .weight(let address, _): "change of \(address)"
    case .model(let name, _, _): "towards \(name)"
    case .principal(let number, let trajectory, _, _): "principal component \(number) of \(trajectory)"
    case .eigenvector(let number, _, _, _) where number < 0:
      number == -1 ? "last eigenvector of the Hessian" : "eigenvector \(-number) from the last of the Hessian"
    case .through(1, let models, _): "towards \(models.first ?? "another model")"
    case .through(let number, let models, _):
      "at a right angle, towards \(models.indices.contains(number &- 1) ? models[number &- 1] : "another model")"
    case .curve(let name, _): name
    case .eigenvector(let number, _, _, _): "eigenvector \(number) of the Hessian"
    case .file(let name, let tensor, _): "\(tensor.map { "\($0) in " } ?? "")\(name)"
    }
  }
}
