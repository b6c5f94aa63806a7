import Models
import Networks
import Storage
import Surfaces

/// The points `θ + Σ αₖ dₖ` around a model: where they start, and along what.
package struct Subspace: Hashable, Sendable {
  /// Digest of the model at `α = 0`.
  package let origin: Digest
  package let directions: [Direction]
  /// How directions were scaled that are to be; see `RawDirection.isScaled`.
  package let normalization: DirectionNormalization
  /// Roles that are perturbed besides weights.
  package let included: Set<IncludedRole>
  /// Whether each direction was made orthogonal to the first one.
  package let orthogonal: Bool
  /// What a filter is.
  package let filters: FilterRule
  /// Patterns of the names of the tensors that move, in order; none where all do.
  package let only: [String]
  /// How points depend on one coordinate where they lie on a curve; nil where there is a coordinate for each direction.
  package internal(set) var curve: SubspaceCurve?
  /// What the coordinate of a curve is along.
  var curveSource: DirectionSource?

  /// The subspace along some directions, in the order of their coordinates, scaled to a model's parameters.
  ///
  /// - Parameter patterns: of the names of the tensors that move; what moves has the components that it has without them.
  package init(
    of model: Model, along raw: [RawDirection], normalization: DirectionNormalization = .filter,
    including included: Set<IncludedRole> = [], orthogonal: Bool = false, filters: FilterRule = .consumer,
    only patterns: [String] = []
  ) {
    let layout = ParameterLayout(model.graph)
    var directions: [Direction] = []
    for direction in raw {
      directions.append(
        Direction(
          direction, layout: layout, parameters: model.parameters, normalization: normalization,
          including: included, orthogonalTo: orthogonal ? directions.first : nil,
          tensors: filters == .leading ? model.tensors : nil))
    }
    if !patterns.isEmpty {
      let names = TensorNames(model)
      let indices = Set(patterns.flatMap { names.blocks(matching: $0) })
      let blocks = layout.blocks.indices.filter(indices.contains).map { layout.blocks[$0] }
      directions = directions.map { $0.restricted(to: blocks) }
    }
    only = Set(patterns).sorted()
    origin = model.digest
    self.directions = directions
    self.normalization = normalization
    self.included = included
    self.orthogonal = orthogonal
    self.filters = filters
  }

  /// What the directions come from.
  package var sources: [DirectionSource] { curveSource.map { [$0] } ?? directions.map(\.source) }

  /// Coordinates of a point.
  package var dimensions: Int { curve == nil ? directions.count : 1 }

  /// Whether a direction has the norms of the network's units.
  package var hasScaledDirections: Bool { directions.contains { !$0.units.isEmpty } }

  /// What is recorded of directions whose coordinates have a meaning of their own, too.
  package var effectiveNormalization: DirectionNormalization { hasScaledDirections ? normalization : .none }

  /// Cosine of the angle between the first two directions; nil for a line.
  package var cosine: Double? { dimensions > 1 ? directions[0].cosine(to: directions[1]) : nil }

  /// Writes `θ + Σ αₖ dₖ`, one coordinate for each direction.
  func write(
    _ coordinates: [Double], from parameters: [Float], to point: UnsafeMutableBufferPointer<Float>
  ) {
    precondition(
      coordinates.count == dimensions, "\(coordinates.count) coordinates, \(dimensions) dimensions")
    if let curve {
      let weights = curve.weights(at: coordinates[0], directions: directions.count)
      let used = weights.indices.filter { weights[$0] != 0 }
      Displacement.write(
        parameters, plus: used.map { weights[$0] }, times: used.map { directions[$0].components }, into: point
      )
      for range in curve.positive { for i in range { point[i] = max(0, point[i]) } }
      return
    }
    Displacement.write(parameters, plus: coordinates, times: directions.map(\.components), into: point)
  }
}
