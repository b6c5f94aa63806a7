import CRoof
import Figures
import Foundation
import Interchange
import Models
import Networks

/// A point of the map of imported models, weights and all, on one thread beside ONNX Runtime and PyTorch.
///
/// A point is other weights and one batch. All three take turns, and the fastest of many points counts, in processor time of the
/// thread: what else runs on the machine only makes points slower. Ours measures the loss besides. ONNX Runtime takes the weights
/// as inputs; with fixed ones, for which it is faster, each point would cost a session.
struct ModelBench {
  let python: String
  let rounds: Int
  let folder: String
  /// Names of the models; all when empty.
  let chosen: [String]
  /// Whether the steps that take longest are listed.
  let profiles: Bool

  static let names = [
    "resnet-20", "resnet-18", "mobilenet-v2", "efficientnet-b0", "densenet-121", "convnext-t", "vit-tiny",
    "swin-t", "u-net", "bert", "gpt-2", "llama", "nanogpt", "lstm", "mlp",
  ]

  /// Seconds of a point.
  private struct Row {
    var ours = Double.infinity
    var runtime = Double.infinity
    /// With weights that never change.
    var fixed = Double.infinity
    var torch = Double.infinity
  }

  func run() {
    let server = ForeignServer(python: python, folder: folder)
    var rows: [Row] = []
    var roof = highestRoof()
    print("a point of imported models, one thread: ms and GFLOP/s of ours, ONNX Runtime, PyTorch; ratios")
    for name in chosen.isEmpty ? Self.names : chosen {
      do { rows.append(try row(name, server, &roof)) } catch { Run.fail("\(name): \(error)") }
    }
    server.stop()
    let runtime = mean(rows.map { $0.runtime / $0.ours })
    let fixed = mean(rows.map { $0.fixed / $0.ours })
    let torch = mean(rows.map { $0.torch / $0.ours })
    print(
      "geometric means: \(text(runtime, 2)) × ONNX Runtime, \(text(torch, 2)) × PyTorch, \(text(fixed, 2)) × ONNX Runtime "
        + "with fixed weights")
  }

  private func row(_ name: String, _ server: ForeignServer, _ roof: inout Double) throws -> Row {
    let count = server.open(name)
    let path = "\(folder)/\(name)"
    let start = ContinuousClock.now
    let model = try ModelImport.model("\(path).pt2", program: "bench")
    let importing = start.duration(to: .now) / .seconds(1)
    let subject = try ImportedSubject(model, batch: count, input: try numbers("\(path).input"))
    let difference = subject.difference(from: try numbers("\(path).output"))
    guard difference < 1e-4 else { Run.fail("\(name): outputs differ from PyTorch's by \(difference)") }
    let operations = 2 * Double(model.graph.multiplyAdds) * Double(count)
    var row = Row()
    // In many short spells: others get the processor too, and its clock changes.
    for _ in 0..<4 * rounds {
      let points = max(2, Int(0.08 / subject.seconds(points: 2)))
      row.ours = min(row.ours, subject.seconds(points: points))
      row.runtime = min(row.runtime, server.seconds("onnxruntime", points: points))
      row.fixed = min(row.fixed, server.seconds("fixed", points: points))
      row.torch = min(row.torch, server.seconds("torch", points: points))
      roof = max(roof, highestRoof())
    }
    var words: [String] = []
    for (program, seconds) in [("ours", row.ours), ("ONNX Runtime", row.runtime), ("PyTorch", row.torch)] {
      let rate = measured { () throws(ImpossibleFigure) in
        try RoofedRate(
          "\(name), \(program)", rates: [Double(count) / seconds], roofs: [roof],
          operationsPerSample: operations / Double(count))
      }
      words.append("\(text(seconds * 1e3, 2)) ms \(text(rate.operations * 1e-9, 0))")
    }
    print(
      "\(name): " + words.joined(separator: ", ") + "; \(text(row.runtime / row.ours, 2)) × ONNX Runtime, "
        + "\(text(row.torch / row.ours, 2)) × PyTorch, \(text(row.fixed / row.ours, 2)) × ONNX Runtime with fixed weights; load \(text(subject.loading() * 1e3, 2)) ms, import "
        + "\(text(importing * 1e3, 0)) ms")
    if profiles { subject.printProfile() }
    return row
  }

  /// Operations a second in the best of short spells.
  private func highestRoof() -> Double { (0..<6).map { _ in landscape_roof(1, 0.02) }.max() ?? .nan }

  private func mean(_ ratios: [Double]) -> Double {
    exp(ratios.map(log).reduce(0, +) / Double(ratios.count))
  }

  private func numbers(_ path: String) throws -> Data {
    try Data(contentsOf: URL(fileURLWithPath: path))
  }
}

/// An imported network with its batch.
private struct ImportedSubject {
  private let plan: InferencePlan
  private let states: [[Float]]

  init(_ model: Model, batch: Int, input: Data) throws {
    plan = try InferencePlan(graph: model.graph, loss: .crossEntropy, batchSize: batch, threads: 1)
    states = [model.parameters, model.parameters.map { $0 * 1.001 }]
    guard plan.inputs.count == 1, let values = plan.inputs.first,
      input.count == 4 * batch * values.shape.count
    else { Run.fail("the network has another input than the script writes") }
    _ = input.withUnsafeBytes { bytes in
      values.shape.element == .int32
        ? values.indices.update(fromContentsOf: bytes.bindMemory(to: Int32.self))
        : values.floats.update(fromContentsOf: bytes.bindMemory(to: Float.self))
    }
  }

  private func load(_ index: Int) { states[index % 2].withUnsafeBufferPointer { plan.load($0) } }

  /// The largest difference of outputs, in units of the largest output; infinite where their number differs.
  func difference(from expected: Data) -> Double {
    load(0)
    _ = plan.evaluate(count: plan.batchSize)
    return expected.withUnsafeBytes { bytes in
      let theirs = bytes.bindMemory(to: Float.self)
      guard theirs.count == plan.outputs.count else { return .infinity }
      // Images are read with the channels last.
      let sorted = (theirs.map { abs($0) }.max() ?? 0, zip(theirs.sorted(), plan.outputs.sorted()))
      return Double(sorted.1.map { abs($0 - $1) }.max() ?? 0) / Double(sorted.0)
    }
  }

  /// Processor seconds of the fastest of some points.
  func seconds(points: Int) -> Double {
    fastest(points) { index in
      load(index)
      _ = plan.evaluate(count: plan.batchSize)
    }
  }

  /// The steps that take longest, alike ones together: each the fastest of some runs.
  func printProfile() {
    var best: [(name: String, time: Duration)] = []
    for index in 0..<6 {
      let times = states[index % 2].withUnsafeBufferPointer { plan.times(loading: $0) }
      let all = times.load.map { ("load: \($0.step)", $0.time) } + times.forward.map { ($0.step, $0.time) }
      best = best.isEmpty ? all : zip(best, all).map { ($0.name, min($0.time, $1.1)) }
    }
    var sums: [String: (count: Int, time: Duration)] = [:]
    for step in best {
      sums[step.name, default: (0, .zero)].count += 1
      sums[step.name, default: (0, .zero)].time += step.time
    }
    for (name, sum) in sums.sorted(by: { $0.value.time > $1.value.time }).prefix(14) {
      print("    \(text(sum.time / .milliseconds(1), 3)) ms, \(sum.count) × \(name)")
    }
  }

  /// Processor seconds of the fastest of some loads.
  func loading() -> Double { fastest(10, load) }

  private func fastest(_ count: Int, _ body: (Int) -> Void) -> Double {
    var best = Double.infinity
    for index in 0..<count {
      let start = processorSeconds()
      body(index)
      best = min(best, processorSeconds() - start)
    }
    return best
  }

  private func processorSeconds() -> Double {
    var time = timespec()
    clock_gettime(CLOCK_THREAD_CPUTIME_ID, &time)
    return Double(time.tv_sec) + Double(time.tv_nsec) * 1e-9
  }
}
