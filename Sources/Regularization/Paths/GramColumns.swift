/// Columns of `G = XᵀX`, all at once where that is cheap, else each when it is first needed.
struct GramColumns {
  private let order: Int
  private var storage: [Double]
  private var offsets: [Int?]

  /// Above this order a full table would not fit the caches or the memory.
  private static let largestFullOrder = 4096

  init(_ problem: StandardizedRegression) {
    order = problem.columns
    if problem.rows >= order, order <= Self.largestFullOrder {
      storage = Self.full(problem)
      offsets = (0..<order).map { $0 * problem.columns }
    } else {
      storage = []
      offsets = Array(repeating: nil, count: order)
    }
  }

  /// Makes sure that a column is there, and says where it starts.
  mutating func prepare(_ column: Int, _ problem: StandardizedRegression) -> Int {
    if let offset = offsets[column] { return offset }
    let start = storage.count
    let n = problem.rows
    storage += problem.products(with: Array(problem.values[column * n..<(column + 1) * n]))
    offsets[column] = start
    return start
  }

  func withColumns<Result>(_ body: (UnsafePointer<Double>) -> Result) -> Result? {
    storage.withUnsafeBufferPointer { $0.baseAddress.map(body) }
  }

  /// The whole table.
  ///
  /// Tiles of 4 × 2 columns over stretches of rows short enough to stay in the cache, the tiles
  /// dealt out to threads. Each element is summed in the same order whoever does it.
  private static func full(_ problem: StandardizedRegression) -> [Double] {
    let (n, p) = (problem.rows, problem.columns)
    let stretch = 256
    // Padded with zero columns, so that all tiles are whole.
    let padded = (p + 3) / 4 * 4
    let zeros = [Double](repeating: 0, count: (padded - p) * n)
    let values = padded == p ? problem.values : problem.values + zeros
    var table = [Double](repeating: 0, count: padded * padded)
    values.withUnsafeBufferPointer { x in
      table.withUnsafeMutableBufferPointer { g in
        guard let x = x.baseAddress, let g = g.baseAddress else { return }
        nonisolated(unsafe) let (source, target) = (x, g)
        let threads = padded * padded / 2 * n > 1 << 20 ? WorkerThreads.processors : 1
        WorkerThreads.run(threads) { thread in
          for start in stride(from: 0, to: n, by: stretch) {
            let count = min(stretch, n - start)
            // Rows of tiles get shorter towards the end; dealing them out in turn keeps the shares even.
            for i in stride(from: 4 * thread, to: padded, by: 4 * threads) {
              for j in stride(from: i, to: padded, by: 2) {
                VectorLoops.addProducts(
                  source + i * n + start, source + j * n + start, stride: n, count: count,
                  to: target + i + j * padded, leading: padded)
              }
            }
          }
        }
      }
    }
    var gram = [Double](repeating: 0, count: p * p)
    for j in 0..<p {
      for i in 0...j {
        gram[j * p + i] = table[j * padded + i]
        gram[i * p + j] = table[j * padded + i]
      }
    }
    return gram
  }

  /// All columns after each other.
  func table(_ problem: StandardizedRegression) -> [Double] {
    var copy = self
    let starts = (0..<order).map { copy.prepare($0, problem) }
    return copy.withColumns { g in
      starts.flatMap { UnsafeBufferPointer(start: g + $0, count: order) }
    } ?? []
  }
}
