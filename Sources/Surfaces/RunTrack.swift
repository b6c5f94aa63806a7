import Storage

/// A training run on a surface: where its snapshots lie, how far they are from it, and what their loss is.
package struct RunTrack: Codable, Hashable, Sendable {
  /// What the run is called, such as the name of its trajectory's file without the ending.
  package let name: String
  /// Digest of the run's configuration.
  package let run: Digest
  /// In the order of training.
  package var moments: [Moment]

  package init(name: String, run: Digest, moments: [Moment]) {
    self.name = name
    self.run = run
    self.moments = moments
  }

  /// A snapshot.
  package struct Moment: Codable, Hashable, Sendable {
    /// Epochs trained.
    package let epoch: Double
    /// The nearest point of the surface, one coordinate for each direction; empty where the snapshot's parameters are not
    /// finite.
    package let coordinates: [Double]
    /// Distance from that point.
    package let residual: Double
    /// Distance from the trained point.
    package let distance: Double
    /// Mean loss of the snapshot's own parameters; nil where it was not computed, infinite where it diverged.
    package var loss: Double?
    /// Mean loss over the same samples at the nearest point of the surface.
    package var surfaceLoss: Double?

    package init(epoch: Double, coordinates: [Double], residual: Double, distance: Double) {
      self.epoch = epoch
      self.coordinates = coordinates
      self.residual = residual
      self.distance = distance
    }

    /// Whether its parameters left the range of numbers.
    package var isDiverged: Bool { coordinates.isEmpty }

    /// Loss on the surface less the true one; nil where they are not both known and finite.
    package var difference: Double? {
      guard let loss, let surfaceLoss, loss.isFinite, surfaceLoss.isFinite else { return nil }
      return surfaceLoss - loss
    }
  }

  /// The moment at which the surface's loss is furthest from the true one; nil where none has both.
  package var worst: Moment? {
    moments.filter { $0.difference != nil }.max { abs($0.difference ?? 0) < abs($1.difference ?? 0) }
  }

  /// The fraction of the run's squared distance from the trained point that the surface holds; nil where nothing moved.
  package var held: Double? {
    let total = moments.reduce(0) { $0 + $1.distance * $1.distance }
    guard total > 0 else { return nil }
    return 1 - moments.reduce(0) { $0 + $1.residual * $1.residual } / total
  }
}
