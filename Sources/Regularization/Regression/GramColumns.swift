import Numerics

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
  /// Tiles of 4 × 4 columns over stretches of rows, which are first laid together as the tiles read them, four columns and
  /// two rows at a time; the tiles are dealt out to threads. Each element is summed in the same order whoever does it.
  private static func full(_ problem: StandardizedRegression) -> [Double] {
    let (n, p) = (problem.rows, problem.columns)
    let stretch = 256  // Even, for pairs of rows.
    let stretches = (n + stretch - 1) / stretch
    // Padded with zero columns, so that all tiles are whole.
    let padded = (p + 3) / 4 * 4
    let threads = padded * padded / 2 * n > 1 << 20 ? WorkerPool.processors : 1
    let pool = WorkerPool(threads: threads)
    var panels = [Double](repeating: 0, count: stretches * padded * stretch)
    var table = [Double](repeating: 0, count: padded * padded)
    problem.values.withUnsafeBufferPointer { x in
      panels.withUnsafeMutableBufferPointer { panels in
        table.withUnsafeMutableBufferPointer { g in
          guard let x = x.baseAddress, let panels = panels.baseAddress, let g = g.baseAddress else { return }
          nonisolated(unsafe) let (source, laid, sums) = (x, panels, g)
          pool.run { thread in
            for k in stride(from: thread, to: stretches, by: threads) {
              let count = min(stretch, n - k * stretch)
              for column in 0..<p {
                let from = source + column * n + k * stretch
                let to = laid + (k * padded + column / 4 * 4) * stretch + column % 4 * 2
                for row in 0..<count { to[row / 2 * 8 + row % 2] = from[row] }
              }
            }
          }
          pool.run { thread in
            for k in 0..<stretches {
              addTiles(laid + k * padded * stretch, stretch, padded, to: sums, thread: thread, of: threads)
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

  /// One thread's tiles of one stretch.
  ///
  /// Blocks of columns small enough to stay in the second cache meet four columns that stay in the first.
  /// Rows of tiles are dealt out in turn, which keeps the triangular parts even.
  private static func addTiles(
    _ panel: UnsafePointer<Double>, _ stretch: Int, _ padded: Int, to g: UnsafeMutablePointer<Double>,
    thread: Int, of threads: Int
  ) {
    let block = 128
    for first in stride(from: 0, to: padded, by: block) {
      let end = min(first + block, padded)
      for i in stride(from: 4 * thread, to: end, by: 4 * threads) {
        for j in stride(from: max(i, first), to: end, by: 4) {
          VectorLoops.addProducts(
            panel + i * stretch, panel + j * stretch, rowPairs: stretch / 2, to: g + i + j * padded,
            leading: padded)
        }
      }
    }
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
