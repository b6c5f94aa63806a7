import Data
import Interchange
import Models
import Networks
import Probing
import Rendering
import Surfaces
import Training

/// Contours of the loss around a small transformer, which comes from a file of PyTorch's, beside a convolutional network's.
struct TransformerPlate: Plate {
  struct Results: Codable, Sendable {
    /// The transformer as imported, and the residual network.
    let networks: [Network]
    let sentences: Int
    let images: Int
    let epochs: [Int]
    /// What the choices of the grammar cost, in nats for each character of the test split.
    let grammarLoss: Double
    /// By how much the loss of the imported transformer is off the trained one's, relative to that.
    let centreDifference: Double
    /// The most by which the map of its import from ONNX is off this one, relative to that.
    let mapDifference: Double
  }

  struct Network: Codable, Sendable {
    let surface: KeptSurface
    let parameters: Int
    /// Over the samples of the map.
    let centre: Score
    let test: Score
  }

  /// A loss, and a share of predictions that are right.
  struct Score: Codable, Sendable {
    let loss: Double
    let accuracy: Double

    init(_ loss: Double, _ accuracy: Double) {
      self.loss = Kept.rounded(loss)
      self.accuracy = Kept.rounded(accuracy)
    }
  }

  let about = PlateDescription(
    name: "transformer", chapter: .depth, rows: [10],
    title: Words(
      "The loss around a transformer and around a convolutional network", "트랜스포머의 손실 지형과 합성곱 신경망의 손실 지형"),
    lesson: Words(
      """
      One method, one scale: the transformer lies in a round bowl, at whose edge it is about as good as guessing; the ResNet is \
      worse than guessing from a third of the way out.
      """,
      """
      같은 방법, 같은 척도이다. 트랜스포머는 둥근 그릇 안에 있고 가장자리에서도 무작위로 고르는 것과 비슷하지만, ResNet은 3분의 \
      1쯤만 벗어나도 그보다 못하다.
      """),
    next: Words(
      "Train a transformer of more blocks, and map it", "블록이 더 많은 트랜스포머를 학습시켜 그려 보라"),
    command: "landscape train --data sentences --model gpt-4 --optimizer adamw --learning-rate 0.003")

  var height: Int { 800 }

  func runs(_ effort: Effort) throws -> [PlateRun] {
    let sentences = try DatasetDescription.resolve(
      name: "sentences",
      generator: GeneratorOptions(
        trainCount: effort.pick(8192, quick: 1024), testCount: effort.pick(1024, quick: 256)))
    let transformer = PlateRun(
      "gpt-2",
      TrainingConfiguration(
        dataset: sentences, architecture: try Architecture(name: "gpt-2"),
        epochs: effort.pick(5, quick: 2), batchSize: 64,
        optimizer: OptimizerConfiguration(
          .adam(), learningRate: 0.003, weightDecay: 0.01, decayForm: .decoupled)))
    // Shallow, with skips; trained for another plate.
    return [transformer] + (try DepthNetworks.runs(effort)[2...2])
  }

  func views(_ effort: Effort) throws -> [PlateView] {
    let axis = try Axis(lower: -1, upper: 1, count: effort.pick(25, quick: 9))
    return try runs(effort).map {
      PlateView(of: $0, x: axis, y: axis, samples: effort.pick(256, quick: 64))
    }
  }

  func results(from workshop: Workshop) throws -> Results {
    let views = try views(workshop.effort)
    let checkpoints = try views.map { try workshop.checkpoint($0.run) }
    let surfaces = try ModelExport.Format.ofNetworks.map { format in
      try workshop.surface(
        around: try workshop.imported(views[0].run, from: format), trainedAs: checkpoints[0],
        named: "\(views[0].run.name)-\(format.rawValue)", try views[0].options())
    }
    let shown = [surfaces[0], try workshop.surface(views[1])]
    // As it was trained, where nothing has moved.
    let trained = try workshop.surface(
      PlateView(
        of: views[0].run, x: Axis(lower: -0.5, upper: 0.5, count: 3), y: nil, samples: views[0].samples))
    guard case .generated(let sentences) = views[0].run.training.dataset.source else {
      preconditionFailure("the text is generated")
    }
    return Results(
      networks: zip(shown, checkpoints).map { Network($0, $1) },
      sentences: sentences.trainCount, images: views[1].run.training.sampleLimit ?? 0,
      epochs: views.map(\.run.training.epochs),
      grammarLoss: Kept.rounded(sentences.grammarLoss(.test) ?? .nan),
      centreDifference: Kept.rounded(
        Self.difference([shown[0].loss[shown[0].count / 2]], [trained.loss[1]]), digits: 2),
      mapDifference: Kept.rounded(Self.difference(surfaces[1].loss, surfaces[0].loss), digits: 2))
  }

  /// The greatest difference, relative to the second.
  private static func difference(_ first: [Double], _ second: [Double]) -> Double {
    zip(first, second).map { abs($0 - $1) / abs($1) }.max() ?? .nan
  }
}

extension TransformerPlate.Network {
  /// A network of a run with a surface around it.
  init(_ surface: Surface, _ checkpoint: Checkpoint) {
    let (middle, last) = (surface.count / 2, checkpoint.log.last)
    self.surface = KeptSurface(surface)
    parameters = ParameterLayout(checkpoint.graph).trainableCount
    centre = TransformerPlate.Score(surface.loss[middle], surface.accuracy[middle])
    test = TransformerPlate.Score(last?.testLoss ?? .nan, last?.testAccuracy ?? .nan)
  }
}

extension ModelExport.Format {
  /// The formats that hold a network and not only its weights.
  fileprivate static let ofNetworks: [ModelExport.Format] = [.torchExport, .onnx]
}
