import Tensors

/// `result ← Σₜ cₜ Πₖ xₜₖ`, each tensor repeated along the axes where its extent is 1, and summed over the axes where that of
/// the result is 1.
///
/// All tensors are row-major. What is summed is added in `Double`, in row-major order of the whole index space.
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
    let first: [Int]
    let second: [Int]
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
    self.extents = extents
    self.result = result
    index = Array(repeating: 0, count: extents.count - 1)
    operands = terms.map { term in
      Operands(
        term: term, first: Self.strides(term.first, over: extents),
        second: term.second.map { Self.strides($0, over: extents) } ?? [])
    }
    resultStrides = Self.strides(result, over: extents)
    reduces = zip(resultStrides, extents).contains { $0 == 0 && $1 > 1 }
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
    let (x, dx, dy, factor) = (line.x, line.dx, line.dy, line.factor)
    if let y = line.y {
      for i in 0..<count {
        let value = factor * (x[i * dx] * y[i * dy])
        target[i] = adds ? target[i] + value : value
      }
    } else {
      for i in 0..<count {
        let value = factor * x[i * dx]
        target[i] = adds ? target[i] + value : value
      }
    }
  }

  private func accumulate(_ line: Line, _ count: Int, at start: Int, step: Int) {
    let (x, dx, dy, factor) = (line.x, line.dx, line.dy, Double(line.factor))
    var at = start
    for i in 0..<count {
      var value = Double(x[i * dx])
      if let y = line.y { value *= Double(y[i * dy]) }
      sums[at] += factor * value
      at += step
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
