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
  package var sources: [DirectionSource] { directions.map(\.source) }

  /// Whether a direction has the norms of the network's units.
  package var hasScaledDirections: Bool { directions.contains { !$0.units.isEmpty } }

  /// What is recorded of directions whose coordinates have a meaning of their own, too.
  package var effectiveNormalization: DirectionNormalization { hasScaledDirections ? normalization : .none }

  /// Cosine of the angle between the first two directions; nil for a line.
  package var cosine: Double? { directions.count > 1 ? directions[0].cosine(to: directions[1]) : nil }

  /// Writes `θ + Σ αₖ dₖ`, one coordinate for each direction.
  func write(
    _ coordinates: [Double], from parameters: [Float], to point: UnsafeMutableBufferPointer<Float>
  ) {
    precondition(
      coordinates.count == directions.count,
      "\(coordinates.count) coordinates, \(directions.count) directions")
    Displacement.write(parameters, plus: coordinates, times: directions.map(\.components), into: point)
  }
}
