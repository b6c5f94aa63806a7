import Data
import Evaluation
import Models
import Networks
import Probing
import Surfaces
import TestSupport
import Training

/// A folder with networks small enough to be probed at once.
struct ProbeFixture {
  let folder: TemporaryFolder
  /// Where surfaces go.
  var path: String { folder.file("model.surface") }

  init() throws { folder = try TemporaryFolder() }

  /// A trained network: an `mlp` on points in the plane, or a narrow convolutional network on images.
  func checkpoint(
    _ model: String = "mlp", widths: [Int] = [6], activation: Activation = .relu, seed: UInt64 = 1
  ) throws -> Checkpoint {
    let images = model != "mlp"
    let dataset = try DatasetDescription.resolve(
      name: images ? "shapes" : "blobs",
      generator: GeneratorOptions(classes: 3, trainCount: images ? 24 : 60, testCount: 12))
    let configuration = TrainingConfiguration(
      dataset: dataset,
      architecture: try Architecture(
        name: model, widths: widths, widthFactor: 0.125, activation: activation),
      epochs: 1, batchSize: 12, optimizer: .init(learningRate: 0.05), seed: seed)
    let trainer = Trainer(
      configuration: configuration, path: folder.file("\(model)-\(widths)-\(activation)-\(seed).ckpt"),
      program: "test")
    return try trainer.run(stop: StopRequest()) { _ in }
  }

  /// Options for a plane that is not square, or a line.
  func options(_ x: String = "-1:1:5", _ y: String? = "-0.5:0.5:3") throws -> ProbeOptions {
    ProbeOptions(x: try Axis(parsing: x), y: try y.map { try Axis(parsing: $0) }, samples: 20, workers: 2)
  }

  @discardableResult
  func probe(
    _ checkpoint: Checkpoint, _ options: ProbeOptions, at path: String? = nil,
    dataset: DatasetDescription? = nil, overwrite: Bool = false, stop: StopRequest = StopRequest(),
    report: @escaping (SurfaceProbe.Event) -> Void = { _ in }
  ) throws -> Surface {
    let samples = try (dataset ?? checkpoint.configuration.dataset).load(options.split)
    return try SurfaceProbe(
      of: checkpoint, on: samples, options
    ).run(path: path ?? self.path, overwrite: overwrite, stop: stop, report: report)
  }
}

extension SurfaceProbe {
  /// A probe of a checkpoint's model on the samples that it was trained on, or those of another split.
  init(
    of checkpoint: Checkpoint, on samples: Samples, _ options: ProbeOptions, over set: SampleSet? = nil,
    along subspace: Subspace? = nil
  ) {
    self.init(
      model: checkpoint.model, named: "model.ckpt", samples: samples,
      population: checkpoint.population(of: options.split, count: samples.count), over: set,
      dataset: checkpoint.configuration.dataset.title, options: options, along: subspace, program: "test")
  }
}

extension NetworkPlane {
  /// A plane of a checkpoint's model on samples that it was trained on.
  convenience init(
    of checkpoint: Checkpoint, samples count: Int, along axis: FirstAxis = .random, seed: UInt64
  ) throws {
    let data = try checkpoint.configuration.dataset.load(.train)
    try self.init(
      of: checkpoint.model, on: data, population: checkpoint.population(of: .train, count: data.count),
      count: count, along: axis, seed: seed, workers: 1)
  }
}
