import Storage
import TestSupport
import Testing

/// Measures of sharpness as a command.
@Suite struct SharpnessCommandTests {
  private struct Report: Decodable {
    struct Measure: Decodable {
      let value: Double
      let error: Double?
      let converged: Bool
    }
    struct Member: Decodable {
      let model: String
      let samples: Int
      let loss: Measure
      let filterNormalized: Measure
      let epsilonSharpness: Measure
      let sharpnessAware: Measure
      let adaptive: Measure
      let largestEigenvalue: Measure
      let trace: Measure
      let area: Measure
    }
    let models: [Member]
    let radius: Double
  }

  @Test func `a table of two networks`() throws {
    let bench = try Workbench.withCheckpoint()
    try bench.write(bench.bytes("m.ckpt"), to: "n.ckpt")
    let line = "sharpness m.ckpt n.ckpt --draws 4 --radius 0.25 --samples 40 --quiet"
    let text = try bench.succeed(line).output
    for part in [
      "m.ckpt", "n.ckpt", "32 weights, 40 of 60 train samples", "filter-normalized rise at 0.25",
      "ε-sharpness",
      "SAM, ρ = 0.05", "adaptive, ρ = 0.5", "λmax", "trace", "area where the rise is below 1", "±",
    ] {
      #expect(text.contains(part), "\(text)")
    }
    let json = try bench.succeed("\(line) --json").output
    let report: Report = try JSONText.decode(json, path: "", what: "report")
    #expect(report.models.map(\.model) == ["m.ckpt", "n.ckpt"] && report.radius == 0.25)
    // The same network has the same numbers.
    let (one, other) = (report.models[0], report.models[1])
    for measure in [
      \Report.Member.loss, \.filterNormalized, \.epsilonSharpness, \.sharpnessAware, \.adaptive,
      \.largestEigenvalue, \.trace, \.area,
    ] {
      #expect(one[keyPath: measure].value == other[keyPath: measure].value)
      #expect(one[keyPath: measure].value > 0 && (one[keyPath: measure].error ?? 0) > 0)
    }
    #expect(try bench.succeed("\(line) --json --threads 3").output == json)
  }

  @Test func `bounds are no values, and say so`() throws {
    let bench = try Workbench.withCheckpoint()
    let ending = try bench.run("sharpness m.ckpt --draws 2 --rise 100000 --steps 1 --quiet")
    #expect(ending.status == 0 && ending.output.contains("≥ "))
    #expect(ending.errors.contains("lower --rise"))
  }

  @Test func `options that cannot be are refused`() throws {
    let bench = try Workbench.withCheckpoint()
    try bench.fail("sharpness m.ckpt --radius 0", .usage, "--radius")
    try bench.fail("sharpness m.ckpt --rho -1", .usage, "--rho")
    try bench.fail("sharpness m.ckpt --draws 1", .usage, "--draws 1")
    try bench.fail("sharpness m.ckpt --steps 0", .usage, "--steps 0")
    try bench.fail("sharpness", .usage, "model.ckpt")
  }
}
