import Data
import Formats
import Models
import Networks
import Numerics
import Storage
import Surfaces
import Tensors

/// What to compute around a network.
package struct ProbeOptions: Hashable, Sendable {
  /// Where to compute the loss, along as many directions as there are dimensions.
  package var grid: Grid
  package var split: Split
  /// Samples that the loss is a mean over; all of the split when there are fewer.
  package var samples: Int
  /// Relative standard error, at the median point, of estimates of the mean over all samples of the split, which `samples` is
  /// not about then; nil for the mean over chosen samples.
  package var estimation: Double?
  /// Seed of the choice of samples.
  package var sampleSeed: UInt64
  /// Seed of the directions.
  package var seed: UInt64
  package var normalization: DirectionNormalization
  package var included: Set<IncludedRole>
  /// Whether the second direction is made orthogonal to the first.
  package var orthogonal: Bool
  package var batchNormalization: BatchNormalizationMode
  /// Single parameters along which the axes run, in place of random directions; empty for those.
  ///
  /// Coordinates are then differences from the trained values.
  package var weights: [WeightAddress] = []
  /// Path of the file whose directions the axes run along, in place of random ones; nil for those.
  package var directionFile: String?
  /// Eigenvectors of the Hessian that the axes run along, in place of random directions, counted from 0 from the largest
  /// eigenvalue and from −1 from the smallest; empty for random ones.
  package var eigenvectors: [Int] = []
  /// How the curvature is found at every point; nil where it is not wanted.
  package var curvature: PointCurvature?
  /// What a filter is to the normalization of directions.
  package var filters = FilterRule.consumer
  /// Patterns of the names of the tensors that move, empty where all do.
  ///
  /// See `TensorNames` for the names, and `NamePattern` for patterns such as `layer4.*`.
  package var only: [String] = []
  /// What numbers the network is evaluated with.
  package var precision = PrecisionChoice.exact
  /// The part of the points to compute; nil for all.
  package var shard: Shard?
  /// Threads, each of which takes whole grid points; the result does not depend on it.
  package var workers: Int

  /// The default number of samples.
  package static let defaultSamples = 512

  package init(
    grid: Grid, split: Split = .train, samples: Int = Self.defaultSamples, sampleSeed: UInt64 = 0,
    seed: UInt64 = 0, normalization: DirectionNormalization = .filter, included: Set<IncludedRole> = [],
    orthogonal: Bool = false, batchNormalization: BatchNormalizationMode = .frozen,
    workers: Int = KernelThreads.available
  ) {
    self.grid = grid
    self.split = split
    self.samples = samples
    self.sampleSeed = sampleSeed
    self.seed = seed
    self.normalization = normalization
    self.included = included
    self.orthogonal = orthogonal
    self.batchNormalization = batchNormalization
    self.workers = workers
  }

  /// A plane with two axes, a line with one.
  package init(
    x: Axis, y: Axis?, split: Split = .train, samples: Int = Self.defaultSamples, sampleSeed: UInt64 = 0,
    seed: UInt64 = 0, normalization: DirectionNormalization = .filter,
    workers: Int = KernelThreads.available
  ) {
    self.init(
      grid: .axes([x] + (y.map { [$0] } ?? [])), split: split, samples: samples, sampleSeed: sampleSeed,
      seed: seed, normalization: normalization, workers: workers)
  }

  /// The options that a surface was made with, to go on with it.
  ///
  /// - Throws: `ProbingError.storage` when the surface names a method that this version does not know.
  package init(continuing surface: Surface, from path: String) throws(ProbingError) {
    let provenance = surface.provenance
    guard provenance.directions == nil else { throw .directionsOfItsOwn(path: path) }
    let included = provenance.included.compactMap(IncludedRole.init)
    guard let split = Split(rawValue: provenance.split),
      let normalization = DirectionNormalization(rawValue: provenance.normalization),
      let batchNormalization = BatchNormalizationMode(rawValue: provenance.batchNormalization),
      included.count == provenance.included.count
    else { throw .storage(.corrupt(path: path, reason: "it was made by a method that is not known here")) }
    self.init(
      grid: surface.grid, split: split, samples: provenance.samples,
      sampleSeed: provenance.sampleSeed,
      seed: provenance.seed, normalization: normalization, included: Set(included),
      orthogonal: provenance.orthogonal, batchNormalization: batchNormalization)
    estimation = provenance.estimation?.target
    if let name = provenance.filters {
      guard let known = FilterRule(rawValue: name) else {
        throw .storage(.corrupt(path: path, reason: "it was made by a method that is not known here"))
      }
      filters = known
    }
    only = provenance.only ?? []
    if let name = provenance.precision {
      guard let known = PrecisionChoice(rawValue: name) else {
        throw .storage(.corrupt(path: path, reason: "it was made with a precision that is not known here"))
      }
      precision = known
    }
    for weight in provenance.weights ?? [] { weights.append(try WeightAddress(parsing: weight.address)) }
  }

  /// Seed of each random direction: different for every seed and direction.
  package var directionSeeds: [UInt64] {
    weights.isEmpty && directionFile == nil && eigenvectors.isEmpty
      ? Self.directionSeeds(seed, count: grid.dimensions) : []
  }

  /// The subspace around a model: along the single parameters or the directions of the file if there are any, else along
  /// random directions.
  ///
  /// - Parameter eigenvectors: those of the options, where they name any.
  /// - Throws: `ProbingError` where the model has not these parameters, or the file cannot be read.
  package func subspace(
    of model: Model, along eigenvectors: [RawDirection] = []
  ) throws(ProbingError) -> Subspace {
    precondition(
      eigenvectors.count == self.eigenvectors.count,
      "\(eigenvectors.count) of \(self.eigenvectors.count) eigenvectors")
    let layout = ParameterLayout(model.graph)
    var raw = eigenvectors
    for weight in weights { raw.append(try RawDirection(weight, of: model)) }
    if let directionFile {
      let file: DirectionFile
      do throws(FormatError) { file = try DirectionFile(reading: directionFile) } catch {
        throw .format(error)
      }
      raw += try file.raw(grid.dimensions, of: DirectionTarget(model))
    }
    for seed in directionSeeds {
      raw.append(
        RawDirection(
          seed: seed, layout: layout, including: included, streams: RawDirection.streams(of: model),
          tensors: filters == .leading ? model.tensors : nil))
    }
    let subspace = Subspace(
      of: model, along: raw, normalization: normalization, including: included, orthogonal: orthogonal,
      filters: filters, only: only)
    for direction in subspace.directions where !only.isEmpty && direction.components.allSatisfy({ $0 == 0 }) {
      throw .unusableDirection(
        name: "\(direction.source.description) in \(subspace.only.joined(separator: ", "))", .vanishes)
    }
    return subspace
  }

  /// α, along the first direction, of a line or plane.
  package var x: Axis {
    get { grid.axes[0] }
    set { grid = .axes([newValue] + grid.axes.dropFirst()) }
  }

  /// β, along the second direction, of a plane; nil for a line.
  package var y: Axis? {
    get { grid.axes.count > 1 ? grid.axes[1] : nil }
    set { grid = .axes([x] + (newValue.map { [$0] } ?? [])) }
  }

  /// Seeds of the directions that a seed stands for.
  static func directionSeeds(_ seed: UInt64, count: Int) -> [UInt64] {
    (0..<count).map { index in
      var generator = SeededGenerator(seed: seed, for: .directionSeed(index))
      return generator.next()
    }
  }

  /// Checks what the types cannot.
  ///
  /// - Throws: `ProbingError.invalidOption`.
  package func validate() throws(ProbingError) {
    guard samples > 0 else {
      throw .invalidOption(name: "samples", reason: "must be at least 1")
    }
    if let estimation {
      guard estimation > 0, estimation < 1 else {
        throw .invalidOption(name: "error", reason: "must be more than 0 and less than 100 %")
      }
    }
    guard (1...1024).contains(workers) else {
      throw .invalidOption(name: "threads", reason: "must be from 1 to 1,024")
    }
    guard grid.shape.checkedProduct(limit: 100_000_000) != nil else {
      throw .invalidOption(name: "x", reason: "and y make more than 100,000,000 points")
    }
    guard shard == nil || curvature == nil else {
      throw .invalidOption(
        name: "shard", reason: "is for losses; add --curvature to the whole surface afterwards")
    }
    guard weights.isEmpty || weights.count == grid.dimensions else {
      throw .invalidOption(name: "weights", reason: "needs one weight for a line and two for a plane")
    }
    guard Set(weights).count == weights.count else {
      throw .invalidOption(name: "weights", reason: "names the same weight twice")
    }
    guard only.isEmpty || weights.isEmpty else {
      throw .invalidOption(name: "only", reason: "does nothing with --weights, which name all that moves")
    }
    guard filters == .consumer || included.isEmpty else {
      throw .invalidOption(
        name: "include", reason: "does nothing with --filters leading, which takes all tensors of two axes")
    }
    guard eigenvectors.isEmpty || eigenvectors.count == grid.dimensions else {
      throw .invalidOption(
        name: "plane", reason: "needs one eigenvector for a line and two for a plane, as in eigen:0,1")
    }
    guard Set(eigenvectors).count == eigenvectors.count else {
      throw .invalidOption(name: "plane", reason: "names the same eigenvector twice")
    }
    guard eigenvectors.isEmpty || weights.isEmpty && directionFile == nil else {
      throw .invalidOption(
        name: "plane", reason: "names all that the axes run along; leave --weights and --directions out")
    }
    guard filters == .consumer || weights.isEmpty && directionFile == nil && eigenvectors.isEmpty else {
      throw .invalidOption(name: "filters", reason: "is for random directions")
    }
    guard precision.isSupported else { throw .kernel(.noBFloat16(instructions: Device.isa)) }
    guard precision != .auto || estimation != nil else {
      throw .invalidOption(
        name: "precision",
        reason: "auto chooses for estimated maps; with --samples or --exact name exact or bf16")
    }
    guard !orthogonal || normalization != .weight else {
      throw .invalidOption(name: "orthogonal", reason: "cannot be kept when each weight is scaled on its own")
    }
  }
}

/// What batch normalization uses at a perturbed point.
package enum BatchNormalizationMode: String, CaseIterable, Codable, Hashable, Sendable {
  /// The checkpoint's running statistics, as the published maps do.
  case frozen
  /// Statistics estimated again at every point over the probe's samples (Izmailov et al. 2018, arXiv:1803.05407, §3.1).
  case recalibrate
}
