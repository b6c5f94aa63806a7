import FoundationEssentials
import Testing

@Suite struct InspectCommandTests {
  private struct CheckpointFacts: Decodable {
    let kind: String
    let model: String
    let parameterCount: Int
    let parametersByRole: [String: Int]
    let inputShape: [Int]
    let classes: Int
    let log: [Epoch]

    struct Epoch: Decodable {
      let epoch: Int
      let trainLoss: Double
      let testAccuracy: Double
    }
  }

  @Test func `a checkpoint as JSON`() throws {
    let bench = try Workbench.withCheckpoint()
    let text = try bench.succeed("inspect m.ckpt --json").output
    let facts = try JSONDecoder().decode(CheckpointFacts.self, from: Data(text.utf8))
    #expect(facts.kind == "checkpoint")
    #expect(facts.model == "mlp")
    #expect(facts.inputShape == [2, 1, 1])
    #expect(facts.classes == 2)
    // 2×8 + 8×2 weights, 8 + 2 biases
    #expect(facts.parameterCount == 42)
    #expect(facts.parametersByRole == ["weight": 32, "bias": 10])
    #expect(facts.log.map(\.epoch) == [1, 2])
    #expect(facts.log.allSatisfy { $0.trainLoss > 0 && (0...1).contains($0.testAccuracy) })
  }

  private struct SurfaceFacts: Decodable {
    let kind: String
    let points: Int
    let missing: Int
    let provenance: Provenance

    struct Provenance: Decodable {
      let checkpointDigest: String
      let samples: Int
      let split: String
      let selfCheck: Check
    }

    struct Check: Decodable {
      let checkpointLoss: Double
      let centreLoss: Double
      let largestNormError: Double
    }
  }

  @Test func `a surface as JSON, centred on the checkpoint's loss`() throws {
    let bench = try Workbench.withSurface()
    let text = try bench.succeed("inspect m.surface --json").output
    let facts = try JSONDecoder().decode(SurfaceFacts.self, from: Data(text.utf8))
    #expect(facts.kind == "surface")
    #expect(facts.points == 15)
    #expect(facts.missing == 0)
    #expect(facts.provenance.samples == 60)
    #expect(facts.provenance.split == "train")
    let check = facts.provenance.selfCheck
    #expect(abs(check.centreLoss - check.checkpointLoss) < 1e-6)
    #expect(check.largestNormError < 1e-6)
    let checkpoint = try bench.succeed("inspect m.ckpt").output
    #expect(checkpoint.contains(facts.provenance.checkpointDigest))
  }

  @Test func `a checkpoint for people`() throws {
    let bench = try Workbench.withCheckpoint()
    let text = try bench.succeed("inspect m.ckpt").output
    for part in [
      "checkpoint of mlp, 2 of 2 epochs", "42 of them trained", "moons, mean ",
      "landscape train --data moons",
      "fc1", "epoch 2/2",
    ] { #expect(text.contains(part)) }
  }

  @Test func `a checkpoint says what was recorded along the way`() throws {
    let bench = try Workbench()
    try bench.succeed(Workbench.smallTraining + " --record weights,pre-activations,activations")
    let text = try bench.succeed("inspect m.ckpt").output
    #expect(text.contains("recorded     weights of each block; activations, pre-activations at 3 moments\n"))
  }
}
