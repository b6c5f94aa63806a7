import Formats
import Glibc
import Models
import Storage
import TestSupport
import Testing

/// The loss of models on data that are named.
@Suite struct EvaluateCommandTests {
  private struct Report: Decodable {
    let loss: Double
    let lossError: Double
    let accuracy: Double?
    let samples: Int
    let population: Int
    let lossFunction: String
    let model: String
    let data: String
  }

  private func report(_ bench: Workbench, _ line: String) throws -> Report {
    try JSONText.decode(try bench.succeed("evaluate \(line) --json").output, path: line, what: "report")
  }

  /// Cross entropies of the four points of `writeArrays`, whose outputs are their numbers: `log(1 + e^(other − own))`.
  private static let losses = [-2.0, -2, -1, 4].map { log1p(exp($0)) }

  @Test func `loss, error and accuracy of arrays`() throws {
    let bench = try Workbench()
    try bench.writeOpenModel()
    try bench.writeArrays()
    let found = try report(bench, "net.model --data data.npz")
    let mean = Self.losses.reduce(0, +) / 4
    let variance = Self.losses.reduce(0) { $0 + ($1 - mean) * ($1 - mean) } / 3
    #expect(abs(found.loss - mean) < 1e-6)
    #expect(abs(found.lossError - (variance / 4).squareRoot()) < 1e-6)
    #expect(found.accuracy == 0.75 && found.samples == 4 && found.population == 4)
    #expect(found.model == "net.model" && found.data == "data.npz" && found.lossFunction == "cross-entropy")
    let text = try bench.succeed("evaluate net.model --data data.npz").output
    for part in ["net.model", "±", "75.00 %", "all 4 samples of data.npz"] {
      #expect(text.contains(part), "\(text)")
    }
  }

  @Test func `outputs, losses and labels are written`() throws {
    let bench = try Workbench()
    try bench.writeOpenModel()
    try bench.writeArrays()
    try bench.succeed("evaluate net.model --data data.npz --outputs out.npz --quiet")
    let archive = try NumPyArchive(reading: bench.folder.file("out.npz"))
    #expect(archive.names == ["outputs", "losses", "labels"])
    let outputs = try #require(try archive.tensor("outputs"))
    #expect(outputs.extents == [4, 2] && outputs.floats() == [2, 0, 3, 1, 0, 1, 0, 4])
    #expect(outputs.element == .float32)
    let losses = try #require(try archive.tensor("losses"))
    #expect(
      losses.element == .float64 && zip(losses.doubles(), Self.losses).allSatisfy { abs($0 - $1) < 1e-6 })
    #expect(try archive.tensor("labels")?.integers() == [0, 0, 1, 0])
  }

  @Test func `a choice of samples says that it is one`() throws {
    let bench = try Workbench()
    try bench.writeOpenModel()
    try bench.writeArrays()
    let line = "net.model --data data.npz --samples 2 --sample-seed 5"
    let found = try report(bench, line)
    #expect(found.samples == 2 && found.population == 4)
    #expect(try bench.succeed("evaluate \(line) --outputs out.npz").output.contains("2 of 4 samples"))
    let chosen = try NumPyArchive(reading: bench.folder.file("out.npz")).tensor("samples")
    #expect(chosen?.count == 2)
    try bench.fail("evaluate net.model --data data.npz --samples 0", .usage, "--samples")
    try bench.fail("evaluate net.model --data data.npz --sample-seed 1", .usage, "--sample-seed", "--samples")
  }

  @Test func `numbers have no accuracy, and a loss can be named`() throws {
    let bench = try Workbench()
    try bench.writeOpenModel()
    let x: [Float] = [1, 2, 3, 4]
    let archive = NumPyArchive.file([
      ("x", NumPyArray.file(x, extents: [2, 2])),
      ("y", NumPyArray.file([1, 0, 3, 8] as [Double], extents: [2, 2])),
    ])
    try bench.write(archive, to: "data.npz")
    let squared = try report(bench, "net.model --data data.npz")
    #expect(squared.loss == 5 && squared.accuracy == nil && squared.lossFunction == "mean-squared-error")
    #expect(try report(bench, "net.model --data data.npz --loss mean-absolute-error").loss == 1.5)
    try bench.fail("evaluate net.model --data data.npz --loss hinge", .usage, "hinge")
    try bench.fail("evaluate net.model --data data.npz --loss cross-entropy", .data, "[n, 2]", "[n]")
  }

  @Test func `pixels need a normalization`() throws {
    let bench = try Workbench()
    try bench.writeImageModel()
    try bench.write([0, 0, 8, 3, 0, 0, 0, 1, 0, 0, 0, 2, 0, 0, 0, 2, 255, 0, 0, 51], to: "i")
    try bench.write([0, 0, 8, 1, 0, 0, 0, 1, 0], to: "l")
    try bench.fail("evaluate image.model --data i,l", .usage, "--normalize", "imagenet")
    // Outputs 1 and 0.2, then (1 − 0.5)/0.25 and (0.2 − 0.5)/0.25.
    let plain = try report(bench, "image.model --data i,l --normalize none")
    #expect(abs(plain.loss - log1p(exp(-0.8))) < 1e-6)
    let scaled = try report(bench, "image.model --data i,l --normalize 0.5:0.25")
    #expect(abs(scaled.loss - log1p(exp(-3.2))) < 1e-6)
    try bench.fail(
      "evaluate image.model --data i,l --normalize imagenet", .usage, "--normalize", "one channel")
    try bench.fail("evaluate image.model --data i,l --normalize 0.5", .usage, "--normalize '0.5'", "0.5:0.5")
  }

  @Test func `a language model on a stream of tokens`() throws {
    let bench = try Workbench()
    try bench.writeLanguageModel()
    try bench.write((0..<20).flatMap { [UInt8($0 % 11), 0] as [UInt8] }, to: "tokens.bin")
    let found = try report(bench, "text.model --data tokens.bin --outputs out.npz")
    #expect(found.samples == 3 && found.accuracy != nil)
    let archive = try NumPyArchive(reading: bench.folder.file("out.npz"))
    #expect(try archive.tensor("outputs")?.extents == [3, 6, 11])
    #expect(try archive.tensor("labels")?.extents == [3, 6])
    try bench.fail(
      "evaluate text.model --data tokens.bin --normalize half", .usage, "--normalize", "tokens")
  }

  @Test func `a checkpoint knows its data`() throws {
    let bench = try Workbench.withCheckpoint()
    let train = try report(bench, "m.ckpt")
    #expect(train.samples == 60 && train.data == "moons" && train.lossError > 0)
    #expect(try report(bench, "m.ckpt --split test").samples == 20)
    #expect(try bench.succeed("evaluate m.ckpt").output.contains("all 60 train samples of moons"))
    for option in ["--data moons", "--normalize none", "--loss mean-squared-error"] {
      try bench.fail("evaluate m.ckpt \(option)", .usage, "does nothing for a checkpoint")
    }
  }

  @Test func `an accuracy of guessing is warned of`() throws {
    let bench = try Workbench()
    try bench.writeOpenModel()
    let count = 64
    let x = (0..<count).flatMap { $0 % 2 == 0 ? [1, 0] : [0, 1] as [Float] }
    for (name, period) in [("right", 2), ("wrong", 4)] {
      let y = (0..<count).map { Int64($0 % period * 2 / period) }
      try bench.write(
        NumPyArchive.file([
          ("x", NumPyArray.file(x, extents: [count, 2])), ("y", NumPyArray.file(y, extents: [count])),
        ]), to: "\(name).npz")
    }
    #expect(try bench.succeed("evaluate net.model --data right.npz --quiet").errors.isEmpty)
    for line in ["evaluate net.model", "probe net.model --x -1:1:3"] {
      let errors = try bench.succeed("\(line) --data wrong.npz --quiet").errors
      #expect(errors.contains("warning") && errors.contains("guessing among 2 classes"))
    }
  }
}
