import Storage
import Surfaces
import Testing

struct SurfaceProvenanceTests {
  @Test func `a provenance does not differ from itself`() {
    #expect(SurfaceProvenance.example.differences(from: .example) == [])
  }

  @Test func `names, commands and measurements are no difference`() {
    var other = SurfaceProvenance.example
    other.program = "landscape 9"
    other.command = nil
    other.checkpoint = "renamed.ckpt"
    other.selfCheck = nil
    #expect(SurfaceProvenance.example.differences(from: other) == [])
  }

  @Test func `every input that changes the values is a difference`() {
    let changes: [(String, (inout SurfaceProvenance) -> Void)] = [
      ("checkpoint", { $0.checkpointDigest = Digest(of: [9]) }),
      ("data", { $0.dataDigest = Digest(of: [9]) }),
      ("split", { $0.split = "test" }),
      ("samples", { $0.samples = 1001 }),
      ("sample seed", { $0.sampleSeed = 9 }),
      ("choice of samples", { $0.sampleChoice = Digest(of: [9]) }),
      ("weights of samples", { $0.sampleWeights = Digest(of: [9]) }),
      ("seed", { $0.seed += 1 }),
      (
        "directions",
        { $0.directions = [.seed(number: 11), .file(name: "a", tensor: nil, digest: Digest(of: [1]))] }
      ),
      ("normalization", { $0.normalization = "none" }),
      ("included roles", { $0.included = [] }),
      ("tensors that move", { $0.only = ["fc.*"] }),
      ("orthogonal directions", { $0.orthogonal = true }),
      ("batch normalization", { $0.batchNormalization = "recalibrate" }),
      ("loss", { $0.loss = "squared error" }),
    ]
    for (name, change) in changes {
      var other = SurfaceProvenance.example
      change(&other)
      #expect(SurfaceProvenance.example.differences(from: other) == [name])
    }
  }

  @Test func `directions are compared by their numbers, not by names of files and measurements`() {
    func provenance(_ sources: [DirectionSource]) -> SurfaceProvenance {
      var result = SurfaceProvenance.example
      result.directions = sources
      return result
    }
    let (one, two) = (Digest(of: [1]), Digest(of: [2]))
    let pairs: [(DirectionSource, DirectionSource, Bool)] = [
      (.file(name: "a", tensor: nil, digest: one), .file(name: "b", tensor: "d", digest: one), true),
      (.file(name: "a", tensor: nil, digest: one), .file(name: "a", tensor: nil, digest: two), false),
      (
        .model(name: "a", digest: one, movesStatistics: false),
        .model(name: "b", digest: one, movesStatistics: false), true
      ),
      (
        .model(name: "a", digest: one, movesStatistics: false),
        .model(name: "a", digest: one, movesStatistics: true), false
      ),
      (
        .eigenvector(number: 1, value: 3, residual: 0.1, digest: one),
        .eigenvector(number: 1, value: 3, residual: 0.2, digest: one), true
      ), (.seed(number: 1), .seed(number: 2), false),
      (.weight(address: "a[0]", value: 1), .weight(address: "a[1]", value: 1), false),
    ]
    for (a, b, isSame) in pairs {
      #expect(provenance([a]).differences(from: provenance([b])) == (isSame ? [] : ["directions"]))
    }
    #expect(provenance([.seed(number: 1)]).differences(from: .example) == ["directions"])
  }

  @Test func `another seed explains another choice of samples`() {
    var other = SurfaceProvenance.example
    other.sampleSeed = 9
    other.sampleChoice = Digest(of: [9])
    #expect(SurfaceProvenance.example.differences(from: other) == ["sample seed"])
  }

  @Test func `a self-check passes when centre and norms agree to rounding`() throws {
    var check = try #require(SurfaceProvenance.example.selfCheck)
    #expect(check.passes)
    #expect(check.centreError == 0)
    check.centreLoss = 0.26
    #expect(abs(check.centreError - 0.04) < 1e-12)
    #expect(!check.passes)
    check.centreLoss = .nan
    #expect(!check.passes)
  }

  @Test func `a filter of the wrong norm fails the self-check`() throws {
    var check = try #require(SurfaceProvenance.example.selfCheck)
    check.largestNormError = 0.01
    #expect(!check.passes)
    check.largestNormError = nil
    #expect(check.passes)
  }
}
