import Data
import Models
import Networks
import Surfaces

extension SurfaceProbe {
  /// What determines the values, of a surface that is to be computed.
  func provenance(_ network: ProbedNetwork) -> SurfaceProvenance {
    let (set, subspace) = (network.definition.set, network.subspace)
    let seeds = subspace.sources.compactMap { source in
      if case .seed(let number) = source { number } else { nil }
    }
    let weights = subspace.sources.compactMap { source in
      if case .weight(let address, let value) = source {
        SurfaceProvenance.Weight(address: address, value: value)
      } else {
        nil
      }
    }
    let count = subspace.dimensions
    var provenance = SurfaceProvenance(
      program: program, command: command, checkpoint: modelName, checkpointDigest: model.digest,
      model: model.name, parameterCount: network.layout.count,
      trainableCount: network.layout.trainableCount, dataset: dataset,
      dataDigest: samples.digest, split: options.split.rawValue, samples: set.count,
      sampleSeed: options.sampleSeed, population: set.population, seed: options.seed,
      directionSeeds: seeds.count == count ? seeds : [],
      normalization: subspace.effectiveNormalization.rawValue,
      included: subspace.included.map(\.rawValue).sorted(), orthogonal: subspace.orthogonal,
      batchNormalization: options.batchNormalization.rawValue, loss: model.loss.rawValue)
    provenance.target = model.task.predictedColumn
    provenance.shard = options.shard
    provenance.networkOrigin = model.imported.map { "\(model.source.fileName ?? model.name) (\($0.format))" }
    // Folded statistics are frozen.
    let hasStatistics = network.layout.blocks.contains(where: \.role.isStatistic)
    if !hasStatistics, model.imported?.foldedLayers == nil { provenance.lacksBatchNormalization = true }
    provenance.inputExtents = model.imported?.extents
    provenance.namedData = namedData
    if let target = estimation {
      provenance.estimation = EstimationRecord(target: target)
      provenance.samples = set.population
    } else if set.count < set.population {
      provenance.sampleChoice = set.choiceDigest
    }
    provenance.sampleWeights = set.weightsDigest
    if subspace.filters != .consumer { provenance.filters = subspace.filters.rawValue }
    if !subspace.only.isEmpty { provenance.only = subspace.only }
    // Of an estimate: whether its last phase may be computed on bfloat16.
    let rounds = estimation == nil ? options.precision == .bfloat16 : options.precision.mayRound
    if rounds { provenance.precision = PrecisionChoice.bfloat16.rawValue }
    if weights.count == count { provenance.weights = weights }
    if seeds.count < count, weights.count < count { provenance.directions = subspace.sources }
    return provenance
  }
}
