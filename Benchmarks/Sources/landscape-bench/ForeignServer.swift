import Foundation

/// The script that makes models of other programs and times them there, as a process that lives as long as this value.
final class ForeignServer {
  private let process = Process()
  private let input = Pipe()
  private let output = Pipe()
  private var pending: [UInt8] = []

  /// Starts the script; ends the benchmark when that is impossible.
  init(python: String, folder: String) {
    process.executableURL = URL(fileURLWithPath: python)
    process.arguments = ["Benchmarks/Scripts/foreign_models.py", folder]
    process.standardInput = input
    process.standardOutput = output
    do { try process.run() } catch { Run.fail("cannot run \(python): \(error)") }
    guard answer() == "ready" else { Run.fail("the script of foreign models does not start") }
  }

  /// Ends the script.
  func stop() {
    try? input.fileHandleForWriting.close()
    process.waitUntilExit()
  }

  /// Makes a model and returns how many samples its batch has.
  func open(_ name: String) -> Int {
    let words = ask("open \(name)").split(separator: " ")
    guard words.count == 2, words[0] == "ok", let count = Int(words[1]) else {
      Run.fail("the script cannot make \(name)")
    }
    return count
  }

  /// Seconds of the fastest of some points.
  func seconds(_ program: String, points: Int) -> Double {
    guard let seconds = Double(ask("\(program) \(points)")) else { Run.fail("no figure of \(program)") }
    return seconds
  }

  private func ask(_ line: String) -> String {
    input.fileHandleForWriting.write(Data("\(line)\n".utf8))
    return answer()
  }

  /// The next line that the script prints; ends the benchmark when it has ended.
  private func answer() -> String {
    while true {
      if let end = pending.firstIndex(of: 10) {
        defer { pending.removeSubrange(...end) }
        return String(decoding: pending[..<end], as: UTF8.self)
      }
      let chunk = output.fileHandleForReading.availableData
      guard !chunk.isEmpty else { Run.fail("the script of foreign models has ended") }
      pending += chunk
    }
  }
}
