/// Loss, accuracy and other quantities around a network, at the points of a grid: mostly a plane, or a line when there is no
/// second axis.
///
/// Arrays are indexed `[row = β][column = α]`, row 0 the smallest β: point `(α_i, β_j)` is element `j · x.count + i`; further
/// axes are slower. A value not computed yet is NaN; a loss that diverged is +∞.
package struct Surface: Sendable {
  /// Where the values are.
  package let grid: Grid
  /// The values of each quantity by its name, one for each point; `loss` and `accuracy` are always there.
  package private(set) var fields: [String: [Double]]
  /// Points that have a name.
  package var landmarks: [Landmark]
  /// Training runs that lead over it or past it.
  package var tracks: [RunTrack] = []
  package var provenance: SurfaceProvenance

  /// Names of fields that every program knows.
  package enum FieldName {
    /// Mean loss.
    package static let loss = "loss"
    /// Fraction of correct samples, 0…1; NaN where numbers are predicted.
    package static let accuracy = "accuracy"
    /// Standard error of the mean loss as an estimate over the population of samples.
    package static let lossError = "lossError"
    /// Standard error of the accuracy; NaN where numbers are predicted.
    package static let accuracyError = "accuracyError"
    /// Samples that were evaluated at each point.
    package static let samples = "samples"
    /// Largest eigenvalue of the loss's Hessian.
    package static let largestEigenvalue = "lambdaMax"
    /// Smallest eigenvalue of it.
    package static let smallestEigenvalue = "lambdaMin"
    /// Magnitude of the smallest eigenvalue over that of the largest: how far from convex the loss is there.
    package static let eigenvalueRatio = "ratio"
    /// The larger residual of both eigenvalues, in units of their magnitudes.
    package static let eigenvalueResidual = "lambdaResidual"
  }

  /// A surface with the given values, one of each field for each point; coordinates of landmarks fit the grid.
  ///
  /// - Parameter fields: with `loss`; where there is no `accuracy`, none is known.
  package init(
    grid: Grid, fields: [String: [Double]], landmarks: [Landmark] = [], provenance: SurfaceProvenance
  ) {
    let count = grid.count
    precondition(fields[FieldName.loss] != nil, "a surface without losses")
    for (name, values) in fields {
      precondition(values.count == count, "\(values.count) values of \(name) for \(count) points")
    }
    precondition(
      landmarks.allSatisfy { $0.coordinates.count == grid.dimensions }, "a landmark of other dimensions")
    self.grid = grid
    self.fields = fields
    self.landmarks = landmarks
    self.provenance = provenance
    if fields[FieldName.accuracy] == nil {
      self.fields[FieldName.accuracy] = Array(repeating: .nan, count: count)
    }
  }

  /// A surface on one or two axes with losses and accuracies, `x.count · (y.count or 1)` of each.
  package init(x: Axis, y: Axis?, loss: [Double], accuracy: [Double], provenance: SurfaceProvenance) {
    self.init(
      grid: .axes([x] + (y.map { [$0] } ?? [])),
      fields: [FieldName.loss: loss, FieldName.accuracy: accuracy], provenance: provenance)
  }

  /// A surface of which nothing is computed yet, with errors of losses; where they are estimated, with numbers of
  /// samples as well.
  package init(grid: Grid, provenance: SurfaceProvenance) {
    let missing = [Double](repeating: .nan, count: grid.count)
    var names = [FieldName.loss, FieldName.accuracy, FieldName.lossError]
    if provenance.estimation != nil { names.append(FieldName.samples) }
    self.init(
      grid: grid, fields: Dictionary(uniqueKeysWithValues: names.map { ($0, missing) }),
      provenance: provenance)
  }

  /// The same on one or two axes.
  package init(x: Axis, y: Axis?, provenance: SurfaceProvenance) {
    self.init(grid: .axes([x] + (y.map { [$0] } ?? [])), provenance: provenance)
  }

  // MARK: Fields

  /// The values of a quantity; nil where the surface has none of that name.
  package subscript(_ name: String) -> [Double]? { fields[name] }

  /// Adds or replaces a quantity, one value for each point.
  package mutating func set(_ name: String, _ values: [Double]) {
    precondition(values.count == count, "\(values.count) values of \(name) for \(count) points")
    fields[name] = values
  }

  /// Changes the value of a quantity at one point; does nothing where the surface has none of that name.
  package mutating func set(_ name: String, at index: Int, _ value: Double) { fields[name]?[index] = value }

  /// Mean loss at each point.
  package var loss: [Double] {
    get { fields[FieldName.loss] ?? [] }
    _modify { yield &fields[FieldName.loss, default: []] }
  }

  /// Fraction of correct samples at each point, 0…1; NaN where numbers are predicted.
  package var accuracy: [Double] {
    get { fields[FieldName.accuracy] ?? [] }
    _modify { yield &fields[FieldName.accuracy, default: []] }
  }

  /// Standard error of the mean loss at each point as an estimate over the population of samples; nil in files of programs
  /// that did not keep it.
  package var lossError: [Double]? { fields[FieldName.lossError] }

  // MARK: Points

  /// Whether the points lie on one or two axes, as all pictures of surfaces need.
  package var isLineOrPlane: Bool { (1...2).contains(grid.axes.count) }

  /// α, along the first direction, of a line or plane.
  package var x: Axis {
    precondition(isLineOrPlane, "the axis of a surface that is no line or plane")
    return grid.axes[0]
  }

  /// β, along the second direction, of a plane; nil for a line.
  package var y: Axis? { grid.axes.count == 2 ? grid.axes[1] : nil }

  /// Points in all.
  package var count: Int { loss.count }

  /// Coordinates `(α, β)` of a point of a line or plane; β is 0 on a line.
  package func coordinates(of index: Int) -> (alpha: Double, beta: Double) {
    (x.value(index % x.count), y?.value(index / x.count) ?? 0)
  }

  /// The point at the trained parameters, where all coordinates are 0, if the grid has it.
  package var centreIndex: Int? { grid.centreIndex }

  /// The line of a plane at its `index`th β; nil of a line.
  package func row(_ index: Int) -> Surface? {
    guard let y, (0..<y.count).contains(index) else { return nil }
    let range = index * x.count..<(index + 1) * x.count
    var provenance = provenance
    provenance.directionSeeds = Array(provenance.directionSeeds.prefix(1))
    provenance.directionCosine = nil
    provenance.directions = provenance.directions.map { Array($0.prefix(1)) }
    let landmarks = landmarks.filter { $0.coordinates[1] == y.value(index) }.map {
      Landmark(name: $0.name, coordinates: [$0.coordinates[0]], values: $0.values)
    }
    // The points of a plane that are nearest to a run do not lie on the line.
    return Surface(
      grid: .axes([x]), fields: fields.mapValues { Array($0[range]) }, landmarks: landmarks,
      provenance: provenance)
  }

  /// Points that are not computed yet.
  package var missing: Int { loss.reduce(0) { $0 + ($1.isNaN ? 1 : 0) } }

  /// Points at which the loss is not finite.
  package var diverged: Int { loss.reduce(0) { $0 + ($1 == .infinity ? 1 : 0) } }
}

extension Surface: Hashable {
  /// Leaves the values out: missing ones are equal whatever their bits.
  package func hash(into hasher: inout Hasher) {
    hasher.combine(grid)
    hasher.combine(provenance)
  }

  /// Two surfaces are equal when their values are the same, missing ones included.
  package static func == (left: Surface, right: Surface) -> Bool {
    func same(_ a: [Double], _ b: [Double]) -> Bool {
      a.count == b.count && zip(a, b).allSatisfy { $0 == $1 || ($0.isNaN && $1.isNaN) }
    }
    return left.grid == right.grid && left.provenance == right.provenance
      && left.landmarks == right.landmarks && left.tracks == right.tracks
      && left.fields.count == right.fields.count
      && left.fields.allSatisfy { name, values in right.fields[name].map { same($0, values) } ?? false }
  }
}
