import Storage
import TestSupport
import Testing

/// The spectrum of a network's Hessian, as a command.
@Suite struct CurvatureCommandTests {
  private struct Report: Decodable {
    struct Eigenvalue: Decodable {
      let value: Double
      let residual: Double
      let sampleError: Double?
      let converged: Bool
    }
    struct Trace: Decodable {
      let value: Double
      let error: Double?
      let sampleError: Double?
    }
    struct Block: Decodable {
      let name: String
      let trace: Double
    }
    struct Density: Decodable {
      let values: [Double]
      let density: [Double]
      let error: [Double]
    }
    let top: [Eigenvalue]
    let bottom: [Eigenvalue]
    let ratio: Double?
    let trace: Trace?
    let blocks: [Block]
    let density: Density?
    let parameters: Int
    let samples: Int
    let converged: Bool
    let products: Int
  }

  private func report(_ bench: Workbench, _ line: String) throws -> Report {
    try JSONText.decode(
      try bench.succeed("curvature \(line) --json --quiet").output, path: line, what: "report")
  }

  @Test func `eigenvalues, trace by tensor and density`() throws {
    let bench = try Workbench.withCheckpoint()
    let found = try report(bench, "m.ckpt --include bias --top 4 --bottom 2")
    #expect(found.parameters == 42 && found.samples == 60 && found.converged)
    #expect(found.top.map(\.value) == found.top.map(\.value).sorted(by: >) && found.top.count == 4)
    #expect(found.bottom.map(\.value) == found.bottom.map(\.value).sorted() && found.bottom.count == 2)
    #expect(found.top.allSatisfy { $0.residual <= 1e-3 && $0.sampleError == 0 })
    #expect(found.ratio == abs(found.bottom[0].value / found.top[0].value))
    #expect(found.blocks.map(\.name) == ["fc1.weight", "fc1.bias", "fc2.weight", "fc2.bias"])
    let trace = try #require(found.trace)
    #expect(abs(found.blocks.reduce(0) { $0 + $1.trace } - trace.value) <= 1e-6)
    let density = try #require(found.density)
    #expect(density.values.count == density.density.count && density.error.contains { $0 > 0 })
    // Without an option only weights move; fewer parameters are less curved.
    let weights = try report(bench, "m.ckpt --top 4 --bottom 2 --probes 1")
    #expect(weights.parameters == 32 && weights.trace == nil && weights.density == nil)
    #expect(weights.top[0].value < found.top[0].value)
    let text = try bench.succeed("curvature m.ckpt --top 2 --only fc2 --quiet").output
    for part in ["m.ckpt: Hessian of cross-entropy", "16 weights of fc2", "all 60 train", "largest", "trace"]
    {
      #expect(text.contains(part), "\(text)")
    }
  }

  @Test func `a choice of samples has an error, and the result does not depend on threads`() throws {
    let bench = try Workbench.withCheckpoint()
    let line = "m.ckpt --samples 40 --top 2 --bottom 1"
    let found = try report(bench, line)
    #expect(found.samples == 40 && found.top.allSatisfy { ($0.sampleError ?? 0) > 0 })
    #expect((found.trace?.sampleError ?? 0) > 0)
    let again = try bench.succeed("curvature \(line) --json --quiet --threads 3").output
    #expect(try bench.succeed("curvature \(line) --json --quiet --threads 1").output == again)
  }

  @Test func `what is not found is said, with its residual`() throws {
    let bench = try Workbench.withCheckpoint()
    let ending = try bench.run("curvature m.ckpt --top 2 --bottom 1 --products 3 --tolerance 1e-6 --quiet")
    #expect(ending.status == 0 && ending.output.contains("not converged"))
    #expect(ending.errors.contains("is not found within 3 products") && ending.errors.contains("residual"))
  }

  @Test func `a picture of the density`() throws {
    let bench = try Workbench.withCheckpoint()
    #expect(
      try bench.succeed("curvature m.ckpt --top 2 -o s.png --width 600 --theme both").output.hasSuffix(
        "s.png\ns-dark.png\n"))
    #expect(bench.has("s.png") && bench.has("s-dark.png"))
    try bench.fail("curvature m.ckpt -o s.jpg", .usage, "s.jpg", ".png")
    try bench.fail("curvature m.ckpt -o m.ckpt.png --probes 1", .usage, "--probes 1")
    try bench.fail("curvature m.ckpt --width 600", .usage, "--width does nothing", "--output")
  }

  @Test func `a model without a rule of its own, on data that are named`() throws {
    let bench = try Workbench()
    try bench.writeOpenModel()
    try bench.writeArrays()
    let found = try report(bench, "net.model --data data.npz --top 1 --bottom 1")
    // Two outputs of two inputs; softmax sees the difference alone, so that half of the directions are flat.
    #expect(found.parameters == 4 && found.top[0].value > 0 && abs(found.bottom[0].value) < 1e-6)
    try bench.fail("curvature net.model", .usage, "--data")
  }

  /// Numbers of `EvaluationTests/Scripts/pyhessian.py`.
  @Test func `a network of PyTorch has the eigenvalues that PyHessian's algorithm finds there`() throws {
    let bench = try Workbench()
    try bench.copyFixture("resnet20-cifar.pt2", to: "model.pt2")
    try bench.copyFixture("resnet20-cifar.npz", to: "data.npz")
    let found = try report(bench, "model.pt2 --data data.npz --top 2 --bottom 1 --probes 4 --steps 1")
    #expect(found.parameters == 4310 && found.converged)
    for (pair, value) in zip(found.top, [160.32846, 56.895405]) {
      #expect(abs(pair.value - value) <= 1e-4 * value)
    }
    let trace = try #require(found.trace)
    let error = try #require(trace.error)
    #expect(abs(trace.value - 171.37) <= 3 * (error * error + 22.9 * 22.9).squareRoot())
  }

  @Test func `options that cannot be are refused`() throws {
    let bench = try Workbench.withCheckpoint()
    try bench.fail("curvature m.ckpt --top 0 --bottom 0", .usage, "--top 0")
    try bench.fail("curvature m.ckpt --top -1", .usage, "--top")
    try bench.fail("curvature m.ckpt --products 5", .usage, "--products 5", "12 eigenvalues")
    try bench.fail("curvature m.ckpt --tolerance 0", .usage, "--tolerance")
    try bench.fail("curvature m.ckpt --samples 0", .usage, "--samples 0")
    try bench.fail("curvature m.ckpt --exact --samples 3", .usage, "--samples does nothing")
    try bench.fail("curvature m.ckpt --include norm", .usage, "--include", "normalization")
    try bench.fail("curvature m.ckpt --only conv1", .usage, "--only 'conv1'")
    try bench.fail("curvature m.ckpt --threads 0", .usage, "--threads 0")
    try bench.fail("curvature none.ckpt", .noInput, "none.ckpt")
  }
}

/// Curvature in surfaces.
@Suite struct CurvatureSurfaceTests {
  @Test func `axes along eigenvectors`() throws {
    let bench = try Workbench.withCheckpoint()
    let ending = try bench.succeed("probe m.ckpt --plane eigen:0,-1 --x -1:1:5 -o e.surface")
    #expect(ending.errors.contains("eigenvector 1 of the Hessian, last eigenvector of the Hessian"))
    #expect(ending.errors.contains("5×5 points"))
    try bench.succeed("render e.surface -o e.png --width 500 --quiet")
    try bench.succeed("line m.ckpt --plane eigen:1 --x -1:1:5 -o l.png --width 500 --quiet")
    try bench.succeed("probe m.ckpt --plane eigen:0 -o l.line --quiet")
    try bench.fail(
      "probe m.ckpt --plane eigen:0 --x -1:1:5 --y -1:1:5", .usage, "--plane 'eigen:0'", "eigen:0,1")
    try bench.fail("probe m.ckpt --plane eigen:0,0", .usage, "--plane")
    try bench.fail("probe m.ckpt --plane pca:0,1", .usage, "--plane 'pca:0,1'")
    try bench.fail("probe m.ckpt --plane eigen:0,99", .usage, "32 parameters")
    try bench.fail("probe m.ckpt --plane eigen:0,1 --weights fc1.weight[0,0]", .usage, "--plane does nothing")
  }

  @Test func `eigenvalues at every point`() throws {
    let bench = try Workbench.withSurface()
    try bench.succeed("probe m.ckpt --x -1:1:5 --y -1:1:3 --curvature --quiet")
    try bench.succeed("convert m.surface -o m.csv --quiet")
    let header = String(decoding: try bench.bytes("m.csv"), as: UTF8.self).split(separator: "\n").prefix(12)
    #expect(header.contains { $0.contains("lambdaMax") && $0.contains("ratio") }, "\(header)")
    try bench.succeed("render m.surface --field ratio --width 500 --quiet")
    #expect(bench.has("m-ratio.png"))
    #expect(try bench.succeed("verify m-ratio.png").output.contains("agrees, byte for byte"))
    try bench.succeed("render m.surface --field accuracy --width 500 --quiet -o a.png --numbers a.json")
    #expect(String(decoding: try bench.bytes("a.json"), as: UTF8.self).contains("heat map"))
    try bench.fail("render m.surface --field chaos", .usage, "--field chaos", "lambdaMin")
    try bench.fail("render m.surface --field ratio --as surface", .usage, "--as does nothing")
    let plain = try Workbench.withSurface()
    try plain.fail("render m.surface --field ratio", .usage, "--field ratio", "probe --curvature")
  }
}
