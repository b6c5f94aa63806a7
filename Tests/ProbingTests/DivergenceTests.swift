import Networks
import Probing
import Surfaces
import Testing
import Training

@Suite struct DivergenceTests {
  private let fixture: ProbeFixture

  init() throws { fixture = try ProbeFixture() }

  @Test func `a loss that diverges is infinite, never a made-up number`() throws {
    let surface = try fixture.probe(fixture.checkpoint(), fixture.options("-1e38:1e38:3", "-1:1:3"))
    #expect(surface.diverged > 0)
    #expect(surface.loss.allSatisfy { $0.isFinite || $0 == .infinity })
    #expect(try #require(surface.provenance.selfCheck).diverged == surface.diverged)
  }

  /// Rectifiers turn the NaN of activations that overflowed into zero, which leaves outputs that look harmless.
  @Test(arguments: ["plain-8", "resnet-8", "mlp"])
  func `where activations overflow the loss is infinite, whatever the outputs`(model: String) throws {
    let checkpoint = try fixture.checkpoint(model, widths: [6, 6, 6, 6])
    var hasDiverged = false
    for decade in 0...37 {
      let options = try fixture.options("-1e\(decade):1e\(decade):3", nil)
      let surface = try fixture.probe(checkpoint, options, overwrite: true)
      #expect(surface.loss[1].isFinite)
      let isFinite = surface.loss[2].isFinite
      if hasDiverged {
        #expect(surface.loss[2] == .infinity && surface.accuracy[2] == 0, "at 1e\(decade)")
      }
      if !isFinite { hasDiverged = true }
    }
    #expect(hasDiverged)
  }

  @Test func `where variances overflow the recalibrated loss is infinite`() throws {
    var options = try fixture.options("-1e25:1e25:3", nil)
    options.batchNormalization = .recalibrate
    let surface = try fixture.probe(fixture.checkpoint("plain-8"), options)
    #expect(surface.loss[0] == .infinity && surface.loss[1].isFinite && surface.loss[2] == .infinity)
  }

  @Test(arguments: ["mlp", "vgg9", "resnet-8"], Activation.allCases)
  func `large numbers that fit are no divergence`(model: String, activation: Activation) throws {
    let checkpoint = try fixture.checkpoint(model, activation: activation)
    let surface = try fixture.probe(checkpoint, fixture.options("-1000:1000:5", nil))
    #expect(surface.diverged == 0)
    #expect(surface.loss.allSatisfy { $0.isFinite })
  }

  @Test(arguments: [1e5, 1e6, 1e7, 1e8, 1e9, 1e10, 1e12] as [Float])
  func `a checkpoint whose own activations overflow has an infinite loss at the centre`(factor: Float) throws
  {
    var checkpoint = try fixture.checkpoint("plain-8")
    for block in ParameterLayout(checkpoint.graph).blocks {
      guard case .weight = block.role else { continue }
      for i in block.range { checkpoint.parameters[i] *= factor }
    }
    let surface = try fixture.probe(checkpoint, fixture.options("-1:1:3", nil))
    let check = try #require(surface.provenance.selfCheck)
    #expect(surface.loss[1] == .infinity && check.checkpointLoss == .infinity)
    #expect(check.passes && check.diverged >= 1)
    #expect(try Surface.read(fixture.path).loss == surface.loss)
  }
}
