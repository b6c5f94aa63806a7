import FoundationEssentials
import Models
import Testing

@Suite struct TableTrainingTests {
  private static let regression = Workbench.houseTraining + " --columns area,rooms,age --target price"

  private func bench() throws -> Workbench {
    let bench = try Workbench()
    try bench.writeHouses()
    return bench
  }

  private struct Facts: Decodable {
    let classes: Int?
    let inputShape: [Int]
    let dataset: String
    let normalization: Normalization
    let log: [[String: Double]]

    struct Normalization: Decodable {
      let mean: [Double]
      let target: Target?
    }

    struct Target: Decodable {
      let mean: Double
      let deviation: Double
    }
  }

  private func facts(_ bench: Workbench) throws -> Facts {
    let text = try bench.succeed("inspect m.ckpt --json").output
    return try JSONDecoder().decode(Facts.self, from: Data(text.utf8))
  }

  @Test func `a column of numbers from table to pictures, without a word of accuracy`() throws {
    let bench = try bench()
    var words = try bench.succeed(Self.regression + " --validation 0.25").errors
    #expect(words.contains("36 training samples, 12 for validation"))
    let text = try bench.succeed("inspect m.ckpt").output
    for part in [
      "3×1×1, one number to predict", "houses.csv", "target       price, mean ", "losses are of (price",
      "inputs       area ", "mean-squared-error, batch 16", "epoch 2/2",
    ] {
      #expect(text.contains(part), "\(part) in \(text)")
    }
    words += text
    words += try bench.succeed("render m.ckpt --x -1:1:3 --y -1:1:3 --data plane.json").errors
    words += try bench.succeed("line m.ckpt --x -1:1:5 --data line.json").errors
    words += try bench.succeed("inspect m.surface").output + bench.succeed("inspect m.surface --json").output
    words += String(decoding: try bench.bytes("plane.json") + bench.bytes("line.json"), as: UTF8.self)
    #expect(words.contains("Mean mean-squared-error of the standardized price over all 36"))
    #expect(!words.lowercased().contains("accura") && !words.contains("%"))
    #expect(try bench.succeed("verify m.png").output.contains("agrees"))
    for name in ["m.png", "m-line.png", "m.surface", "m.line"] { #expect(bench.has(name), "\(name)") }
  }

  @Test func `what is kept of a table is what a program can use`() throws {
    let bench = try bench()
    try bench.succeed(Self.regression + " --test-file houses.csv -q")
    let found = try facts(bench)
    #expect(found.classes == nil && found.inputShape == [3, 1, 1] && found.dataset == "houses.csv")
    let prices = String(decoding: try bench.bytes("houses.csv"), as: UTF8.self).split(separator: "\n")
      .dropFirst().compactMap { Double($0.split(separator: ",")[4]) }
    let mean = prices.reduce(0, +) / 60
    let deviation = (prices.reduce(0) { $0 + ($1 - mean) * ($1 - mean) } / 60).squareRoot()
    let target = try #require(found.normalization.target)
    #expect(abs(target.mean - mean) < 1e-9 * mean && abs(target.deviation - deviation) < 1e-9 * deviation)
    #expect(
      found.log.count == 2 && found.log.allSatisfy { $0["testLoss"] != nil && $0["testAccuracy"] == nil })
  }

  @Test func `a column of words is learnt as classes`() throws {
    let bench = try bench()
    let words = try bench.succeed(Workbench.houseTraining + " --target kind").errors
    #expect(words.contains(" %"))
    #expect(try facts(bench).classes == 3)
    #expect(try bench.succeed("inspect m.ckpt").output.contains("target       kind: castle, flat, house"))
    try bench.succeed("render m.ckpt --x -1:1:3")
    #expect(try bench.succeed("inspect m.surface").output.contains("accuracy"))
  }

  @Test func `numbers are classes when asked`() throws {
    let bench = try bench()
    try bench.succeed(Workbench.houseTraining + " --target rooms --columns area,age --classify -q")
    #expect(try facts(bench).classes == 5)
  }

  @Test func `the same run from its checkpoint, a configuration file and a compressed table`() throws {
    let bench = try bench()
    try bench.succeed(Self.regression + " -q")
    let tensors = try Container(bench.bytes("m.ckpt")).tensors
    try bench.succeed("train --like m.ckpt -q -o like.ckpt")
    let file = """
      train-file = "packed.csv"
      target = "price"
      columns = ["area", "rooms", "age"]
      model = "mlp"
      widths = 8
      epochs = 2
      batch-size = 16
      learning-rate = 0.05
      threads = 1
      """
    try bench.write(Array(file.utf8), to: "run.toml")
    try bench.write(bench.bytes("houses.csv"), to: "packed.csv")
    #expect(try RunningProgram("/usr/bin/gzip", ["packed.csv"], in: bench.folder).wait().status == 0)
    try bench.rename("packed.csv.gz", to: "packed.csv")
    try bench.succeed("train --config run.toml -q -o packed.ckpt")
    for name in ["like.ckpt", "packed.ckpt"] { #expect(try Container(bench.bytes(name)).tensors == tensors) }
  }

  @Test func `a linear regression has no hidden layers`() throws {
    let bench = try bench()
    let words = Self.regression.replacing(" --widths 8", with: "").split(separator: " ").map(String.init)
    let ending = try RunningProgram(Workbench.executable, words + ["--widths", "", "-q"], in: bench.folder)
      .wait()
    #expect(ending.status == 0, "\(ending.errors)")
    #expect(try bench.succeed("inspect m.ckpt").output.contains("parameters   4, 4 of them trained"))
    try bench.succeed("train --like m.ckpt -q -o again.ckpt")
    #expect(try Container(bench.bytes("again.ckpt")).tensors == Container(bench.bytes("m.ckpt")).tensors)
  }

  @Test func `a run is not continued with another table, which is probed where it lies now`() throws {
    let bench = try bench()
    try bench.succeed(Self.regression + " -q")
    try bench.folder.makeFolder("moved")
    try bench.write(bench.bytes("houses.csv"), to: "moved/houses.csv")
    try bench.write(bench.bytes("houses.csv") + Array("\n50,1,1,flat,90000\n".utf8), to: "houses.csv")
    try bench.fail(Self.regression, .cannotCreate, "m.ckpt", "(data)", "--force")
    try bench.remove("houses.csv")
    try bench.fail("probe m.ckpt --x -1:1:3 -q", .noInput, "houses.csv: no such file")
    try bench.succeed("probe m.ckpt --x -1:1:3 -q --data-folder moved")
  }
}
