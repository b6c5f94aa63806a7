import Foundation
import Testing

/// ONNX's tests of its operators against the translation and the networks that it makes.
@Suite(.serialized) struct NodeTests {
  /// Cases whose names contain this text alone are run, where the variable gives it.
  static let filter = ProcessInfo.processInfo.environment["ONNX_NODE_TESTS_ONLY"]

  @Test func `every case is right or is refused with a reason`() throws {
    guard !Corpus.installed.isEmpty else {
      print("skipped: ONNX's node tests; install libonnx-testdata or set \(Corpus.variable)")
      return
    }
    for corpus in Corpus.installed { try check(corpus) }
  }

  private func check(_ corpus: Corpus) throws {
    #expect(corpus.cases.count >= 900, "\(corpus) has \(corpus.cases.count) cases only")
    let filter = Self.filter
    var outcomes: [(name: String, outcome: NodeCase.Outcome)] = []
    var rough: [String] = []
    for name in corpus.cases where filter.map({ name.contains($0) }) ?? true {
      CrashReport.now(running: name)
      let report = try NodeCase(name, corpus, isVerbose: filter != nil).run()
      CrashReport.now(running: "")
      if report.outcome.isPassed, report.difference > 1e-5 { rough.append(name) }
      outcomes.append((name, report.outcome))
    }
    let passed = outcomes.filter(\.outcome.isPassed)
    let wrong = outcomes.filter { if case .wrong = $0.outcome { true } else { false } }
    let networks = outcomes.count { $0.outcome == .passed(byNetwork: true) }
    print(
      "\(corpus): \(outcomes.count) cases, \(passed.count) passed (\(networks) of them by networks), "
        + "\(outcomes.count - passed.count - wrong.count) refused, \(wrong.count) wrong, 0 crashed; "
        + "\(rough.count) with differences above 1e-5 of the largest number: \(rough.joined(separator: ", "))"
    )
    for (name, outcome) in wrong { Issue.record("\(name): \(outcome.text)") }
    let lines = outcomes.map { "\($0.name): \($0.outcome.text)" }
    if let path = ProcessInfo.processInfo.environment["ONNX_NODE_TESTS_WRITE"] {
      try (lines.joined(separator: "\n") + "\n").write(
        toFile: "\(path)/\(outcomes.count).txt", atomically: true, encoding: .utf8)
    }
    guard filter == nil else { return }
    #expect(passed.count >= (corpus.cases.count > 1500 ? 900 : 600))
    guard let manifest = try Manifest.of(corpus) else {
      print("\(corpus): no manifest has these cases; compared with none")
      return
    }
    for (outcome, expected) in zip(outcomes, manifest.lines) {
      // Reasons may be reworded; what passes must not change unnoticed.
      let line = "\(outcome.name): \(outcome.outcome.text)"
      let hasPassed = expected.hasSuffix(": pass") || expected.hasSuffix(": pass as constants")
      if outcome.outcome.isPassed != hasPassed || hasPassed && line != expected {
        Issue.record("found '\(line)', the manifest has '\(expected)'")
      }
    }
  }
}

/// The committed list of what passes, and why what does not pass is refused.
struct Manifest {
  let lines: [String]

  /// The manifest whose cases are those of a corpus.
  static func of(_ corpus: Corpus) throws -> Manifest? {
    let folder = URL(fileURLWithPath: #filePath).deletingLastPathComponent().appendingPathComponent(
      "Manifest")
    for name in try FileManager.default.contentsOfDirectory(atPath: folder.path).sorted()
    where name.hasSuffix(".txt") {
      let text = try String(contentsOf: folder.appendingPathComponent(name), encoding: .utf8)
      let lines = text.split(separator: "\n").map(String.init)
      let cases = lines.map { line in line.firstIndex(of: ":").map { String(line[..<$0]) } ?? line }
      if cases == corpus.cases { return Manifest(lines: lines) }
    }
    return nil
  }
}
