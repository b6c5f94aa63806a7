/// A change of a tensor's form that moves its numbers and changes none.
package enum ViewStep: Hashable, Sendable, Codable {
  /// Axis `i` of the result is axis `axes[i]`.
  case permute([Int])
  /// The same numbers in row-major order with other extents.
  case reshape([Int])
  /// Position `i` of an axis is position `order[i]`, each position once.
  case reorder(axis: Int, order: [Int])

  /// Extents after the step.
  package func extents(of extents: [Int]) -> [Int] {
    switch self {
    case .permute(let axes): axes.map { extents[$0] }
    case .reshape(let target): target
    case .reorder: extents
    }
  }

  /// The step back, for a tensor that had such extents before.
  package func inverse(of extents: [Int]) -> ViewStep {
    switch self {
    case .permute(let axes): .permute(axes.indices.map { axis in axes.firstIndex(of: axis) ?? 0 })
    case .reshape: .reshape(extents)
    case .reorder(let axis, let order):
      .reorder(axis: axis, order: order.indices.map { position in order.firstIndex(of: position) ?? 0 })
    }
  }

  /// Numbers in row-major order after steps.
  package static func applying(_ steps: [ViewStep], to numbers: [Float], extents: [Int]) -> [Float] {
    var (numbers, extents) = (numbers, extents)
    for step in steps {
      switch step {
      case .permute(let axes): numbers = permuted(numbers, extents: extents, axes: axes)
      case .reorder(let axis, let order):
        numbers = reordered(numbers, extents: extents, axis: axis, order: order)
      case .reshape: break
      }
      extents = step.extents(of: extents)
    }
    return numbers
  }

  private static func reordered(_ numbers: [Float], extents: [Int], axis: Int, order: [Int]) -> [Float] {
    let width = extents[(axis + 1)...].reduce(1, *)
    let count = extents[axis]
    var result: [Float] = []
    result.reserveCapacity(numbers.count)
    for block in 0..<extents[..<axis].reduce(1, *) {
      for position in order {
        let start = (block * count + position) * width
        result += numbers[start..<start + width]
      }
    }
    return result
  }

  /// Numbers of a square that is moved at a time, so that both sides stay in the cache.
  private static let tile = 32

  private static func permuted(_ numbers: [Float], extents: [Int], axes: [Int]) -> [Float] {
    var strides = Array(repeating: 1, count: extents.count)
    for axis in extents.indices.dropLast().reversed() {
      strides[axis] = strides[axis + 1] * extents[axis + 1]
    }
    let target = axes.map { extents[$0] }
    let steps = axes.map { strides[$0] }
    guard numbers.count > 1, target.count > 1 else { return numbers }
    // Rows along the last axis of the result, in squares with the axis that is the last one of the source.
    let last = target.count - 1
    let fast = axes.firstIndex(of: last) ?? last
    var outer = target
    outer[last] = 1
    outer[fast] = 1
    var targetStrides = Array(repeating: 1, count: target.count)
    for axis in target.indices.dropLast().reversed() {
      targetStrides[axis] = targetStrides[axis + 1] * target[axis + 1]
    }
    let (columns, rows) = (target[last], fast == last ? 1 : target[fast])
    return [Float](unsafeUninitializedCapacity: numbers.count) { result, count in
      numbers.withUnsafeBufferPointer { source in
        var position = Array(repeating: 0, count: target.count)
        let blocks = outer.reduce(1, *)
        for _ in 0..<blocks {
          let from = zip(position, steps).reduce(0) { $0 + $1.0 * $1.1 }
          let to = zip(position, targetStrides).reduce(0) { $0 + $1.0 * $1.1 }
          for rowStart in stride(from: 0, to: rows, by: tile) {
            for columnStart in stride(from: 0, to: columns, by: tile) {
              for row in rowStart..<min(rowStart + tile, rows) {
                for column in columnStart..<min(columnStart + tile, columns) {
                  result[to + row * (fast == last ? 0 : targetStrides[fast]) + column] =
                    source[from + row * (fast == last ? 0 : steps[fast]) + column * steps[last]]
                }
              }
            }
          }
          for axis in outer.indices.reversed() {
            position[axis] += 1
            if position[axis] < outer[axis] { break }
            position[axis] = 0
          }
        }
      }
      count = numbers.count
    }
  }
}
