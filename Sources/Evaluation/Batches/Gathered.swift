import Synchronization

/// Results of batches, which threads find in any order.
final class Gathered<Result: Sendable>: Sendable {
  private let results: Mutex<[Result?]>

  init(count: Int) { results = Mutex(Array(repeating: nil, count: count)) }

  func set(_ position: Int, _ result: Result) { results.withLock { $0[position] = result } }

  /// All results in order; nil when some are missing.
  var all: [Result]? {
    let found = results.withLock { $0 }
    let known = found.compactMap(\.self)
    return known.count == found.count ? known : nil
  }
}
