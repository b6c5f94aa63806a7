/// What reads or writes at positions that are numbers.
extension ONNXConstants {
  static let scattering: [String: Function] = [
    "ScatterElements": scatterElements, "Scatter": scatterElements, "ScatterND": scatterND,
    "GatherND": gatherND,
    "GatherElements": gatherElements, "TensorScatter": writeCache,
  ]

  /// How a written number is combined with the one that is there.
  private static func reduction(_ c: ConstantCall) throws(Refusal) -> (Double, Double) -> Double {
    switch c.call.text("reduction") ?? "none" {
    case "none": { $1 }
    case "add": { $0 + $1 }
    case "mul": { $0 * $1 }
    case "max": { max($0, $1) }
    case "min": { min($0, $1) }
    case let other: throw Refusal("the reduction \(other) is not supported")
    }
  }

  @Sendable private static func scatterElements(_ c: ConstantCall) throws(Refusal) -> [ConstantTensor?] {
    var x = try c[0]
    let (indices, updates) = (try c[1], try c[2])
    let axis = try c.axis(of: x, or: 0)
    let combine = try reduction(c)
    guard indices.rank == x.rank, updates.extents == indices.extents,
      zip(indices.extents, x.extents).enumerated().allSatisfy({
        $0.offset == axis || $0.element.0 <= $0.element.1
      })
    else { throw Refusal("its indices do not fit") }
    let strides = x.strides
    let own = strides.enumerated().map { $0.offset == axis ? 0 : $0.element }
    let bases = ConstantTensor.positions(extents: indices.extents, strides: own)
    for (index, position) in try indices.positions(within: x.extents[axis]).enumerated() {
      let place = bases[index] + position * strides[axis]
      x.numbers[place] = combine(x.numbers[place], updates.numbers[index])
    }
    return [x]
  }

  @Sendable private static func gatherElements(_ c: ConstantCall) throws(Refusal) -> [ConstantTensor?] {
    let (x, indices) = (try c[0], try c[1])
    let axis = try c.axis(of: x, or: 0)
    guard indices.rank == x.rank,
      zip(indices.extents, x.extents).enumerated().allSatisfy({
        $0.offset == axis || $0.element.0 <= $0.element.1
      })
    else { throw Refusal("its indices do not fit") }
    let strides = x.strides
    let own = strides.enumerated().map { $0.offset == axis ? 0 : $0.element }
    let bases = ConstantTensor.positions(extents: indices.extents, strides: own)
    let picks = zip(bases, try indices.positions(within: x.extents[axis])).map { $0 + $1 * strides[axis] }
    return [x.picking(picks, extents: indices.extents)]
  }

  /// Where rows of indices lead, and how many numbers follow there.
  private static func places(
    _ x: ConstantTensor, _ indices: ConstantTensor, shared: Int
  ) throws(Refusal) -> (offsets: [Int], width: Int) {
    guard let depth = indices.extents.last, depth > 0, shared >= 0, shared + depth <= x.rank,
      shared < indices.rank,
      Array(indices.extents[..<shared]) == Array(x.extents[..<shared])
    else { throw Refusal("its indices do not fit") }
    let strides = x.strides
    let groups = indices.extents[..<shared].reduce(1, *)
    let rows = indices.count / depth
    var offsets: [Int] = []
    for row in 0..<rows {
      var offset = groups > 0 ? row / max(rows / groups, 1) * x.extents[shared...].reduce(1, *) : 0
      for column in 0..<depth {
        let extent = x.extents[shared + column]
        let number = indices.numbers[row * depth + column]
        let own = number < 0 ? number + Double(extent) : number
        guard own >= 0, own < Double(extent) else { throw Refusal("an index is not within 0..<\(extent)") }
        offset += Int(own) * strides[shared + column]
      }
      offsets.append(offset)
    }
    return (offsets, x.extents[(shared + depth)...].reduce(1, *))
  }

  @Sendable private static func gatherND(_ c: ConstantCall) throws(Refusal) -> [ConstantTensor?] {
    let (x, indices) = (try c[0], try c[1])
    let shared = try c.integer("batch_dims", or: 0)
    let (offsets, width) = try places(x, indices, shared: shared)
    let extents =
      Array(indices.extents.dropLast()) + x.extents[(shared + indices.extents[indices.rank - 1])...]
    guard try ConstantTensor.count(of: extents) == offsets.count * width else {
      throw Refusal("its indices do not fit")
    }
    return [x.picking(offsets.flatMap { $0..<$0 + width }, extents: extents)]
  }

  @Sendable private static func scatterND(_ c: ConstantCall) throws(Refusal) -> [ConstantTensor?] {
    var x = try c[0]
    let updates = try c[2]
    let combine = try reduction(c)
    let (offsets, width) = try places(x, try c[1], shared: 0)
    guard updates.count == offsets.count * width else { throw Refusal("its updates do not fit") }
    for (row, offset) in offsets.enumerated() {
      for i in 0..<width {
        x.numbers[offset + i] = combine(x.numbers[offset + i], updates.numbers[row * width + i])
      }
    }
    return [x]
  }

  /// Writes steps into a cache, from a position for each sample on.
  @Sendable private static func writeCache(_ c: ConstantCall) throws(Refusal) -> [ConstantTensor?] {
    var cache = try c[0]
    let update = try c[1]
    let axis = try c.axis(of: cache, or: -2)
    let isCircular = c.call.text("mode") == "circular"
    guard axis > 0, update.rank == cache.rank,
      update.extents.indices.allSatisfy({ $0 == axis || update.extents[$0] == cache.extents[$0] })
    else { throw Refusal("its update does not fit") }
    let starts = c.optional(2)?.integers.map(\.constant) ?? Array(repeating: 0, count: cache.extents[0])
    guard starts.count == cache.extents[0] else { throw Refusal("its positions do not fit") }
    let (steps, length) = (update.extents[axis], cache.extents[axis])
    let inner = cache.extents[(axis + 1)...].reduce(1, *)
    for index in update.numbers.indices {
      let block = index / (inner * steps)
      let sample = block / cache.extents[1..<axis].reduce(1, *)
      var step = index / inner % steps
      let (sum, overflows) = step.addingReportingOverflow(starts[sample])
      guard !overflows, sum >= 0 else { throw Refusal("a position is out of range") }
      step = isCircular ? sum % length : sum
      guard step < length else { throw Refusal("a position is out of range") }
      cache.numbers[(block * length + step) * inner + index % inner] = update.numbers[index]
    }
    return [cache]
  }
}
