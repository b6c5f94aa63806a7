import Numerics
import Tensors

/// `result ← Σₜ cₜ Πₖ xₜₖ`, each tensor repeated along the axes where its extent is 1, and summed over the axes where that of
/// the result is 1.
///
/// All tensors are row-major. What is summed is added in `Double`: numbers that lie next to each other as `VectorMath.sum` does,
/// everything else in row-major order of the whole index space.
final class ProductSumStep: Step {
  /// A product of one or two tensors.
  struct Term {
    let first: Memory
    let second: Memory?
    let factor: Float

    init(_ first: Memory, _ second: Memory? = nil, factor: Float = 1) {
      self.first = first
      self.second = second
      self.factor = factor
    }
  }

  /// A term's tensors with their distances along the axes of the index space; 0 where they are repeated.
  private struct Operands {
    let term: Term
    var first: [Int]
    var second: [Int]
  }

  private let operands: [Operands]
  private let result: Memory
  private let extents: [Int]
  private let resultStrides: [Int]
  /// Whether the result is summed along an axis.
  private let reduces: Bool
  private let sums: UnsafeMutableBufferPointer<Double>
  /// The line at hand, by all axes but the last.
  private var index: [Int]

  /// - Parameter extents: the index space, to which all tensors' extents are aligned at the end.
  init(_ terms: [Term], over extents: [Int], to result: Memory) {
    self.result = result
    var space = extents
    var operands = terms.map { term in
      Operands(
        term: term, first: Self.strides(term.first, over: extents),
        second: term.second.map { Self.strides($0, over: extents) } ?? [])
    }
    var resultStrides = Self.strides(result, over: extents)
    Self.merge(&space, &operands, &resultStrides)
    self.extents = space
    self.operands = operands
    self.resultStrides = resultStrides
    index = Array(repeating: 0, count: space.count - 1)
    reduces = zip(resultStrides, space).contains { $0 == 0 && $1 > 1 }
    sums = .allocate(capacity: reduces ? result.layout.extents.reduce(1, *) : 0)
    sums.initialize(repeating: 0)
  }

  deinit { sums.deallocate() }

  /// What the step reads and writes.
  var memories: [Memory] {
    operands.flatMap { [$0.term.first] + ($0.term.second.map { [$0] } ?? []) } + [result]
  }

  /// Row-major distances of a tensor along the axes of an index space, 0 where it is repeated.
  private static func strides(_ memory: Memory, over extents: [Int]) -> [Int] {
    let own = memory.layout.extents
    precondition(own.count <= extents.count, "\(own) over \(extents)")
    var strides = Array(repeating: 0, count: extents.count)
    var stride = 1
    for (axis, extent) in zip(extents.indices.reversed(), own.reversed()) {
      precondition(extent == 1 || extent == extents[axis], "\(own) over \(extents)")
      strides[axis] = extent == 1 ? 0 : stride
      stride *= extent
    }
    return strides
  }

  /// Makes one axis of two neighbours wherever all tensors lie along them as along one.
  private static func merge(_ extents: inout [Int], _ operands: inout [Operands], _ result: inout [Int]) {
    for axis in extents.indices.dropLast().reversed() {
      let inner = extents[axis + 1]
      func fits(_ strides: [Int]) -> Bool { strides.isEmpty || strides[axis] == strides[axis + 1] * inner }
      // An axis of extent 1 lies anywhere.
      if extents[axis] == 1 {
        remove(axis)
      } else if inner == 1 {
        remove(axis + 1)
      } else if fits(result), operands.allSatisfy({ fits($0.first) && fits($0.second) }) {
        extents[axis + 1] *= extents[axis]
        remove(axis)
      }
    }

    func remove(_ axis: Int) {
      extents.remove(at: axis)
      result.remove(at: axis)
      for i in operands.indices {
        operands[i].first.remove(at: axis)
        if !operands[i].second.isEmpty { operands[i].second.remove(at: axis) }
      }
    }
  }

  func run() {
    if reduces { sums.update(repeating: 0) }
    for (index, operand) in operands.enumerated() { add(operand, isFirst: index == 0) }
    guard reduces else { return }
    let target = result.pointer
    for i in sums.indices { target[i] = Float(sums[i]) }
  }

  private func add(_ operand: Operands, isFirst: Bool) {
    let inner = extents.count - 1
    let count = extents[inner]
    var (a, b, r) = (0, 0, 0)
    let first = operand.term.first.pointer
    let second = operand.term.second?.pointer
    let (da, db, dr) = (operand.first[inner], operand.second.last ?? 0, resultStrides[inner])
    while true {
      let line = Line(x: first + a, dx: da, y: second.map { $0 + b }, dy: db, factor: operand.term.factor)
      if reduces {
        accumulate(line, count, at: r, step: dr)
      } else {
        write(line, count, to: result.pointer + r, adds: !isFirst)
      }
      // The next line, like an odometer.
      var axis = inner - 1
      while axis >= 0 {
        index[axis] += 1
        a += operand.first[axis]
        if second != nil { b += operand.second[axis] }
        r += resultStrides[axis]
        if index[axis] < extents[axis] { break }
        a -= operand.first[axis] * extents[axis]
        if second != nil { b -= operand.second[axis] * extents[axis] }
        r -= resultStrides[axis] * extents[axis]
        index[axis] = 0
        axis -= 1
      }
      if axis < 0 { return }
    }
  }

  /// The numbers of the last axis.
  private struct Line {
    let x: UnsafePointer<Float>
    let dx: Int
    let y: UnsafePointer<Float>?
    let dy: Int
    let factor: Float
  }

  private func write(_ line: Line, _ count: Int, to target: UnsafeMutablePointer<Float>, adds: Bool) {
    let (x, factor) = (line.x, line.factor)
    guard let y = line.y else {
      if line.dx == 1 {
        store(count, target, adds) { factor * x[$0] }
      } else {
        store(count, target, adds) { [dx = line.dx] in factor * x[$0 * dx] }
      }
      return
    }
    switch (line.dx, line.dy) {
    case (1, 1): store(count, target, adds) { factor * (x[$0] * y[$0]) }
    case (1, 0): store(count, target, adds) { [y = y[0]] in factor * (x[$0] * y) }
    case (0, 1): store(count, target, adds) { [x = x[0]] in factor * (x * y[$0]) }
    case (let dx, let dy): store(count, target, adds) { factor * (x[$0 * dx] * y[$0 * dy]) }
    }
  }

  @inline(__always)
  private func store(
    _ count: Int, _ target: UnsafeMutablePointer<Float>, _ adds: Bool, _ value: (Int) -> Float
  ) {
    if adds {
      for i in 0..<count { target[i] += value(i) }
    } else {
      for i in 0..<count { target[i] = value(i) }
    }
  }

  private func accumulate(_ line: Line, _ count: Int, at start: Int, step: Int) {
    let (x, dx, dy, factor) = (line.x, line.dx, line.dy, Double(line.factor))
    let sums = UnsafeMutableBufferPointer(rebasing: sums[start...])
    switch (dx, line.y, dy, step) {
    case (1, nil, _, 0):
      sums[0] += factor * VectorMath.sum(UnsafeBufferPointer(start: x, count: count))
    case (1, let y?, 1, 0):
      sums[0] +=
        factor
        * VectorMath.dot(
          UnsafeBufferPointer(start: x, count: count), UnsafeBufferPointer(start: y, count: count))
    case (1, nil, _, 1):
      VectorMath.accumulate(
        UnsafeBufferPointer(start: x, count: count), weight: factor,
        into: UnsafeMutableBufferPointer(rebasing: sums[..<count]))
    default:
      var at = 0
      for i in 0..<count {
        var value = Double(x[i * dx])
        if let y = line.y { value *= Double(y[i * dy]) }
        sums[at] += factor * value
        at += step
      }
    }
  }
}

extension PlanCompiler {
  /// Appends a sum of products and returns its result, row-major.
  func productSum(
    _ terms: [ProductSumStep.Term], over extents: [Int], to target: [Int], _ phase: Phase
  ) throws(KernelError) -> Memory {
    let result = try reserve(.plain(target))
    let step = ProductSumStep(terms, over: extents, to: result)
    append(step, touching: step.memories, phase)
    return result
  }
}
