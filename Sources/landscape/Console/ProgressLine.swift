import Glibc

/// How far long work is: one line that changes on a terminal, plain lines now and then in a log, nothing when quiet.
struct ProgressLine {
  private let label: String
  private let unit: String
  private let isQuiet: Bool
  private let isTerminal: Bool
  private var begun: ContinuousClock.Instant
  private var shown: ContinuousClock.Instant?
  /// Work found done at the start, which says nothing about the rate.
  private var base: Int

  /// A line that nothing has been printed on yet.
  ///
  /// - Parameter unit: what is counted, e.g. `images`.
  init(_ label: String, unit: String, done: Int = 0, isQuiet: Bool) {
    self.label = label
    self.unit = unit
    self.isQuiet = isQuiet
    isTerminal = isatty(STDERR_FILENO) == 1
    base = done
    begun = .now
  }

  /// Shows the state if enough time has passed since it was last shown.
  ///
  /// - Parameter total: how much there is to do; nil while that is not known.
  mutating func update(done: Int, total: Int?, note: String = "") {
    guard !isQuiet, shouldShow else { return }
    shown = .now
    let text = describe(done: done, total: total, note: note)
    _ = Console.write(isTerminal ? "\r\u{1B}[K\(text)" : "\(text)\n", to: STDERR_FILENO)
  }

  /// Leaves the terminal's line empty, or filled with a last text.
  mutating func finish(_ text: String? = nil) {
    guard !isQuiet else { return }
    if isTerminal, shown != nil { _ = Console.write("\r\u{1B}[K", to: STDERR_FILENO) }
    if let text { _ = Console.write("\(text.onOneLine)\n", to: STDERR_FILENO) }
  }

  private var shouldShow: Bool {
    let interval: Duration = isTerminal ? .milliseconds(100) : .seconds(10)
    return (shown ?? (isTerminal ? nil : begun)).map { $0.duration(to: .now) >= interval } ?? true
  }

  private func describe(done: Int, total: Int?, note: String) -> String {
    var parts = ["\(label)  \(done.grouped)" + (total.map { "/\($0.grouped)" } ?? "")]
    let seconds = begun.duration(to: .now) / .seconds(1)
    let rate = Double(done - base) / max(seconds, 1e-9)
    if done > base {
      parts.append("\(rate.formatted(significant: 3)) \(unit)/s")
      if let total { parts.append("\(Self.clock(Double(total - done) / rate)) left") }
    }
    if !note.isEmpty { parts.append(note) }
    return parts.joined(separator: "  ")
  }

  /// `m:ss`, or `h:mm:ss` from an hour on.
  static func clock(_ seconds: Double) -> String {
    let whole = Int(min(max(seconds.rounded(.up), 0), 3_600_000))
    let (hours, minutes, rest) = (whole / 3600, whole / 60 % 60, whole % 60)
    func two(_ number: Int) -> String { number < 10 ? "0\(number)" : "\(number)" }
    return hours > 0 ? "\(hours):\(two(minutes)):\(two(rest))" : "\(minutes):\(two(rest))"
  }
}
