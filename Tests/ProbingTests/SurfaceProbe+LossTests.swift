import Data
import Evaluation
import Models
import Networks
import Probing
import Surfaces
import Testing
import Training

/// Probes of networks that are measured by other losses than cross entropy.
@Suite struct SurfaceProbeLossTests {
  private let fixture: ProbeFixture

  init() throws { fixture = try ProbeFixture() }

  private func checkpoint(_ dataset: DatasetDescription, loss: LossFunction) throws -> Checkpoint {
    let configuration = TrainingConfiguration(
      dataset: dataset, architecture: try Architecture(name: "mlp", widths: [6]), loss: loss, epochs: 2,
      batchSize: 12, optimizer: .init(learningRate: 0.05))
    let trainer = Trainer(
      configuration: configuration, path: fixture.folder.file("m.ckpt"), program: "test")
    return try trainer.run(stop: StopRequest()) { _ in }
  }

  @Test(arguments: [LossFunction.meanSquaredError, .meanAbsoluteError, .binaryCrossEntropy])
  func `losses of numbers are probed on classes`(loss: LossFunction) throws {
    let blobs = try DatasetDescription.resolve(
      name: "blobs", generator: GeneratorOptions(classes: 3, trainCount: 60, testCount: 12))
    let surface = try fixture.probe(checkpoint(blobs, loss: loss), fixture.options())
    let check = try #require(surface.provenance.selfCheck)
    #expect(check.passes && check.checkpointLoss > 0)
    #expect(surface.accuracy[try #require(surface.centreIndex)] == check.checkpointAccuracy)
    #expect(surface.provenance.loss == loss.rawValue && surface.provenance.target == nil)
  }

  /// A network of zeros predicts 0, and the mean square of standardized numbers is 1.
  @Test func `a regression's surface has losses in units of the target's deviation, and no accuracy`() throws
  {
    let rows = (0..<40).map { "\($0),\($0 * $0 % 17),\(1000 + 3 * $0)" }
    let path = try fixture.folder.file("t.csv", Array(("a,b,y\n" + rows.joined(separator: "\n")).utf8))
    let table = try DatasetDescription.resolve(
      name: "csv", table: TableOptions(trainFile: path, testFile: path, target: "y"))
    var options = try fixture.options("-1:1:5", nil)
    options.samples = 40
    var checkpoint = try checkpoint(table, loss: .meanSquaredError)
    for i in checkpoint.parameters.indices { checkpoint.parameters[i] = 0 }
    let flat = try fixture.probe(checkpoint, options)
    #expect(flat.loss.allSatisfy { abs($0 - 1) < 1e-6 })
    #expect(flat.accuracy.allSatisfy(\.isNaN) && flat.missing == 0)
    #expect(flat.provenance.selfCheck?.checkpointAccuracy == nil && flat.provenance.selfCheck?.passes == true)
    #expect(flat.provenance.dataset == "t.csv" && flat.provenance.target == "y")
    #expect(try Surface.read(fixture.path) == flat)
  }
}
