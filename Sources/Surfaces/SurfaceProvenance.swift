import Storage

/// What a surface was computed from: enough to repeat it, and to refuse it where something else is wanted.
package struct SurfaceProvenance: Codable, Hashable, Sendable {
  /// Name and version of the program.
  package var program: String
  /// The command line that made the surface.
  package var command: String?

  /// File name of the checkpoint, without its folder.
  package var checkpoint: String
  /// Digest of the network, its parameters and the data's preprocessing.
  package var checkpointDigest: Digest
  /// Architecture, such as `resnet-20`.
  package var model: String
  package var parameterCount: Int
  package var trainableCount: Int

  package var dataset: String
  package var dataDigest: Digest
  /// `train` or `test`.
  package var split: String
  /// Samples that the loss is a mean over.
  package var samples: Int
  /// Seed of the choice of samples.
  package var sampleSeed: UInt64
  /// Digest of the chosen samples' indices; nil where all of the population are used, and in surfaces of version 0.1, which
  /// chose other samples for the same seed.
  package var sampleChoice: Digest?
  /// Digest of the samples' weights; nil where all are 1.
  package var sampleWeights: Digest?
  /// Samples of the split to choose from.
  package var population: Int
  /// How the mean over all samples was estimated; nil where every sample was evaluated at every point.
  package var estimation: EstimationRecord?

  package var seed: UInt64
  /// Seed of each direction, derived from `seed`.
  package var directionSeeds: [UInt64]
  /// `filter`, `layer`, `weight` or `none`.
  package var normalization: String
  /// Roles perturbed besides weights.
  package var included: [String]
  package var orthogonal: Bool
  /// `frozen` or `recalibrate`.
  package var batchNormalization: String
  /// True of a network without batch normalization, whose mode says nothing; nil of one that has some, and in surfaces of
  /// version 0.1, which do not say it.
  package var lacksBatchNormalization: Bool?
  /// Name of the loss function.
  package var loss: String
  /// The column that is predicted, for standardized numbers; nil for classes.
  package var target: String?

  /// The single parameters that the axes run along, in place of random directions; nil for those.
  package var weights: [Weight]?

  /// One parameter and its trained value, where its coordinate is zero.
  package struct Weight: Codable, Hashable, Sendable {
    /// Block and indices, such as `fc.weight[0,5]`.
    package let address: String
    package let value: Double

    package init(address: String, value: Double) {
      self.address = address
      self.value = value
    }
  }

  /// What the directions come from where that is neither seeds alone nor single parameters alone; nil for those.
  package var directions: [DirectionSource]?

  /// `bf16` for rounded numbers, of an estimate where they save time; nil for single precision.
  package var precision: String?

  /// How the network was evaluated, in words; nil for single precision throughout.
  package var precisionWords: String? {
    guard estimation != nil else { return precision == nil ? nil : "evaluated on bfloat16" }
    return estimation?.result?.correction.map { "on bfloat16, corrected by \($0) exact evaluations a point" }
  }

  /// `leading` where filters were positions of the first axis of each tensor; nil where they were what feeds one output unit.
  package var filters: String?

  /// Patterns of the names of the tensors that directions move, in order; nil where all move.
  package var only: [String]?

  /// Where the network comes from, such as `model.pt2 (PyTorch export)`; nil of one that was trained here.
  package var networkOrigin: String?
  /// Extents of the network's inputs for one sample, where its file leaves some open or does not say them; nil where it does.
  package var inputExtents: [[Int]]?
  /// How much is known of data that the user named; nil of those that the network was trained on.
  package var namedData: NamedData?

  /// Data that were named for a network which does not say what it was trained on.
  package enum NamedData: String, Codable, Hashable, Sendable {
    /// A data set with splits.
    case split
    /// Data without splits, such as a file of arrays.
    case whole
  }

  /// What to call the split before "samples": `training ` or `test `, nothing where the data have none.
  package var splitWord: String {
    if namedData == .whole { return "" }
    return split == "train" ? "training " : split + " "
  }

  /// How the curvature was found, where the surface has it; nil where it has none.
  package var curvature: CurvatureRecord?

  /// Name of the file of another program that the values come from; nil of surfaces that were computed here.
  ///
  /// Such a file does not say how they were computed, and the other facts are placeholders.
  package var imported: String?

  /// The part of the points that the file is about; nil where it is all of them.
  package var shard: Shard?

  /// Cosine of the angle between the first two directions; nil on a line.
  package var directionCosine: Double?
  /// Filled in when the last point is computed.
  package var selfCheck: SelfCheck?

  /// All of it but what is known only later.
  package init(
    program: String, command: String?, checkpoint: String, checkpointDigest: Digest, model: String,
    parameterCount: Int, trainableCount: Int, dataset: String, dataDigest: Digest, split: String,
    samples: Int, sampleSeed: UInt64, population: Int, seed: UInt64, directionSeeds: [UInt64],
    normalization: String, included: [String], orthogonal: Bool, batchNormalization: String, loss: String
  ) {
    self.program = program
    self.command = command
    self.checkpoint = checkpoint
    self.checkpointDigest = checkpointDigest
    self.model = model
    self.parameterCount = parameterCount
    self.trainableCount = trainableCount
    self.dataset = dataset
    self.dataDigest = dataDigest
    self.split = split
    self.samples = samples
    self.sampleSeed = sampleSeed
    self.population = population
    self.seed = seed
    self.directionSeeds = directionSeeds
    self.normalization = normalization
    self.included = included
    self.orthogonal = orthogonal
    self.batchNormalization = batchNormalization
    self.loss = loss
  }

  /// What is known of a surface in a file of another program.
  ///
  /// - Parameters:
  ///   - name: of the file.
  ///   - digest: of the values, which tells surfaces apart.
  ///   - split: the samples that losses are means over.
  init(imported name: String, digest: Digest, split: String) {
    let stem = name.split(separator: ".").first.map(String.init) ?? name
    self.init(
      program: "unknown", command: nil, checkpoint: stem, checkpointDigest: digest, model: stem,
      parameterCount: 0, trainableCount: 0, dataset: "unknown data", dataDigest: digest, split: split,
      samples: 0, sampleSeed: 0, population: 0, seed: 0, directionSeeds: [], normalization: "none",
      included: [], orthogonal: false, batchNormalization: "unknown",
      loss: split == "train" ? "training" : split)
    directions = ["xdirection", "ydirection"].map { .file(name: name, tensor: $0, digest: digest) }
    imported = name
  }

  /// What `differences` says where equal seeds chose other samples.
  package static let choiceOfSamples = "choice of samples"

  /// What differs among the inputs that determine the values, in words; empty when the surface may be continued.
  ///
  /// Names of files, the command and the program's version do not count, nor what is only measured.
  package func differences(from other: SurfaceProvenance) -> [String] {
    var result: [String] = []
    func compare<Value: Equatable>(_ name: String, _ path: KeyPath<SurfaceProvenance, Value>) {
      if self[keyPath: path] != other[keyPath: path] { result.append(name) }
    }
    compare("checkpoint", \.checkpointDigest)
    compare("data", \.dataDigest)
    compare("split", \.split)
    compare("samples", \.samples)
    compare("sample seed", \.sampleSeed)
    // Other data, splits or seeds make other choices; that is said above.
    if Set(result).isDisjoint(with: ["data", "split", "samples", "sample seed"]) {
      compare(Self.choiceOfSamples, \.sampleChoice)
    }
    compare("error", \.estimation?.target)
    compare("weights of samples", \.sampleWeights)
    compare("seed", \.seed)
    compare("normalization", \.normalization)
    compare("included roles", \.included)
    compare("filters", \.filters)
    compare("tensors that move", \.only)
    compare("orthogonal directions", \.orthogonal)
    compare("batch normalization", \.batchNormalization)
    compare("precision", \.precision)
    compare("weights", \.weights)
    compare("loss", \.loss)
    if !hasSameDirections(as: other) { result.append("directions") }
    compare("shard", \.shard)
    // A surface may lack what the other one has: it can be added.
    if curvature != nil, other.curvature != nil { compare("curvature", \.curvature) }
    return result
  }

  private func hasSameDirections(as other: SurfaceProvenance) -> Bool {
    let (own, others) = (directions ?? [], other.directions ?? [])
    return own.count == others.count && zip(own, others).allSatisfy { $0.gives(theSameAs: $1) }
  }
}

/// Facts that show whether a probe can be trusted.
package struct SelfCheck: Codable, Hashable, Sendable {
  /// Loss of the unperturbed network on the same samples, computed by other code than the grid's.
  package var checkpointLoss: Double
  /// Nil where numbers are predicted.
  package var checkpointAccuracy: Double?
  /// Standard error of that loss as an estimate over the population that the samples were chosen from: 0 where all were.
  ///
  /// Files of version 0.1 have the error over an unlimited population.
  package var standardError: Double
  /// Loss that the grid's code finds at `α = β = 0`.
  package var centreLoss: Double
  /// Samples that `checkpointLoss` and `centreLoss` are means over; nil for those of the surface.
  package var samples: Int?
  /// Points evaluated on all samples, where the surface is estimated.
  package var estimates: [EstimationRecord.Check]?
  /// Largest relative deviation of a direction's filter norm from its filter's; nil without normalization.
  package var largestNormError: Double?
  package var directionCosine: Double?
  package var missing: Int
  package var diverged: Int
  /// The largest `centreError` that the grid's precision explains; nil for `tolerance`, that of single precision.
  package var centreTolerance: Double?

  package init(
    checkpointLoss: Double, checkpointAccuracy: Double?, standardError: Double, centreLoss: Double,
    largestNormError: Double?, directionCosine: Double?, missing: Int, diverged: Int
  ) {
    self.checkpointLoss = checkpointLoss
    self.checkpointAccuracy = checkpointAccuracy
    self.standardError = standardError
    self.centreLoss = centreLoss
    self.largestNormError = largestNormError
    self.directionCosine = directionCosine
    self.missing = missing
    self.diverged = diverged
  }

  /// Relative difference of the centre's loss from the checkpoint's.
  package var centreError: Double {
    if centreLoss == checkpointLoss { return 0 }
    return abs(centreLoss - checkpointLoss) / max(abs(checkpointLoss), .leastNormalMagnitude)
  }

  /// The largest `centreError` and `largestNormError` that rounding in single precision explains.
  package static let tolerance = 1e-4

  /// The largest `centreError` that rounding to `bfloat16` explains: its 8 bits, through a deep network.
  package static let bfloat16Tolerance = 0.1

  /// True when the centre has the checkpoint's loss, every filter its norm, and estimates are as good as they claim.
  package var passes: Bool {
    centreError <= centreTolerance ?? Self.tolerance && (largestNormError ?? 0) <= Self.tolerance
      && estimatesPass
  }

  /// True unless an estimate is off by more than chance explains.
  package var estimatesPass: Bool {
    (estimates ?? []).allSatisfy { $0.deviation <= EstimationRecord.largestDeviation }
  }
}
