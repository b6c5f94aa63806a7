import Tensors

/// Where a layout keeps the weights of filters, whose numbers lie next to each other in eights or sixteens.
struct FilterPlaces {
  /// Filters that are moved together.
  let group: Int
  /// The place of each filter's first number.
  let filters: [Int]
  /// From there to each of its numbers, in row-major order.
  let numbers: [Int64]

  /// Nil where filters are not neighbours, or the layout is of another kind.
  init?(_ layout: Layout, filters count: Int) {
    let rank = layout.extents.count
    guard layout.element == .float32, rank == 2 || rank == 4 || rank == 5 else { return nil }
    var offsets: [[Int]] = []
    for axis in 0..<rank {
      guard let own = layout.offsets(along: axis) else { return nil }
      offsets.append(own)
    }
    func sums(_ axes: Range<Int>) -> [Int] {
      axes.reduce([0]) { sums, axis in sums.flatMap { sum in offsets[axis].map { sum + $0 } } }
    }
    let filters = sums(0..<(rank == 5 ? 2 : 1))
    guard filters.count == count else { return nil }
    func areNeighbours(_ group: Int) -> Bool {
      filters.indices.allSatisfy { $0 % group == 0 || filters[$0] == filters[$0 - 1] + 1 }
    }
    guard let group = [16, 8].first(where: areNeighbours) else { return nil }
    self.group = group
    self.filters = filters
    numbers = sums((rank == 5 ? 2 : 1)..<rank).map(Int64.init)
  }
}
