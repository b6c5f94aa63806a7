/// What chooses among numbers.
extension ONNXConstants {
  static let choices: [String: Function] = [
    "ArgMax": extremePosition, "ArgMin": extremePosition, "TopK": largest, "Hardmax": hardMaximum,
    "NonZero": nonZero, "Unique": unique, "OneHot": oneHot, "Compress": compress,
    "ReverseSequence": reverseSequence, "NonMaxSuppression": suppression,
  ]

  @Sendable private static func extremePosition(_ c: ConstantCall) throws(Refusal) -> [ConstantTensor?] {
    let x = try c[0]
    let axis = try c.axis(of: x, or: 0)
    let (takesLast, isMaximum) = (try c.integer("select_last_index", or: 0) == 1, c.call.name == "ArgMax")
    guard x.extents[axis] > 0 else { throw Refusal("it looks for an extreme number among none") }
    var result = try x.mappingLines(axis, count: 1, kind: .integer) { _, line throws(Refusal) in
      var best = 0
      for (position, number) in line.enumerated() {
        let isBetter = isMaximum ? number > line[best] : number < line[best]
        if isBetter || takesLast && number == line[best] { best = position }
      }
      return [Double(best)]
    }
    if try c.integer("keepdims", or: 1) == 0 { result.extents.remove(at: axis) }
    return [result]
  }

  @Sendable private static func largest(_ c: ConstantCall) throws(Refusal) -> [ConstantTensor?] {
    let x = try c[0]
    let axis = try c.axis(of: x, or: -1)
    let isLargest = try c.integer("largest", or: 1) == 1
    guard let k = try c.call.number("k", orInput: 1), (0...Double(x.extents[axis])).contains(k) else {
      throw Refusal("it takes more numbers than there are")
    }
    func ranked(_ line: [Double]) -> [Int] {
      let order = line.indices.sorted { a, b in
        line[a] == line[b] ? a < b : isLargest ? line[a] > line[b] : line[a] < line[b]
      }
      return Array(order.prefix(Int(k)))
    }
    return [
      try x.mappingLines(axis, count: Int(k)) { _, line throws(Refusal) in ranked(line).map { line[$0] } },
      try x.mappingLines(axis, count: Int(k), kind: .integer) { _, line throws(Refusal) in
        ranked(line).map { Double($0) }
      },
    ]
  }

  @Sendable private static func hardMaximum(_ c: ConstantCall) throws(Refusal) -> [ConstantTensor?] {
    var x = try c[0]
    let extents = x.extents
    var axis = try c.axis(of: x, or: c.call.opset >= 13 ? -1 : 1)
    if c.call.opset < 13 {
      x = try x.shaped([extents[..<axis].reduce(1, *), extents[axis...].reduce(1, *)])
      axis = 1
    }
    let result = try x.mappingLines(axis, count: x.extents[axis]) { _, line throws(Refusal) in
      let first = line.max().flatMap(line.firstIndex(of:))
      return line.indices.map { $0 == first ? 1 : 0 }
    }
    return [try result.shaped(extents)]
  }

  @Sendable private static func nonZero(_ c: ConstantCall) throws(Refusal) -> [ConstantTensor?] {
    let x = try c[0]
    let found = x.numbers.indices.filter { x.numbers[$0] != 0 }
    let numbers = zip(x.extents, x.strides).flatMap { extent, stride in
      found.map { Double($0 / stride % extent) }
    }
    return [ConstantTensor(.integer, numbers, extents: [x.rank, found.count])]
  }

  @Sendable private static func unique(_ c: ConstantCall) throws(Refusal) -> [ConstantTensor?] {
    var x = try c[0]
    let isSorted = try c.integer("sorted", or: 1) == 1
    var axis = 0
    if try c.call.integer("axis") != nil {
      axis = try c.axis(of: x, or: 0)
    } else {
      x = try x.shaped([x.count])
    }
    // A part is all numbers at one position of the axis.
    let (extent, inner) = (x.extents[axis], x.extents[(axis + 1)...].reduce(1, *))
    let outer = x.extents[..<axis].reduce(1, *)
    func part(_ position: Int) -> [Double] {
      (0..<outer).flatMap { block in
        (0..<inner).map { x.numbers[(block * extent + position) * inner + $0] }
      }
    }
    let parts = (0..<extent).map(part)
    var first: [[Double]: Int] = [:]
    for (position, part) in parts.enumerated() where first[part] == nil { first[part] = position }
    var chosen = first.values.sorted()
    if isSorted { chosen.sort { parts[$0].lexicographicallyPrecedes(parts[$1]) } }
    var place: [[Double]: Int] = [:]
    for (index, position) in chosen.enumerated() { place[parts[position]] = index }
    let inverse = parts.map { place[$0] ?? 0 }
    var counts = Array(repeating: 0.0, count: chosen.count)
    for index in inverse { counts[index] += 1 }
    var extents = x.extents
    extents[axis] = chosen.count
    let picks = (0..<outer).flatMap { block in
      chosen.flatMap { position in (0..<inner).map { (block * extent + position) * inner + $0 } }
    }
    func vector(_ numbers: [Double]) -> ConstantTensor {
      ConstantTensor(.integer, numbers, extents: [numbers.count])
    }
    return [
      x.picking(picks, extents: extents), vector(chosen.map { Double($0) }),
      vector(inverse.map { Double($0) }),
      vector(counts),
    ]
  }

  @Sendable private static func oneHot(_ c: ConstantCall) throws(Refusal) -> [ConstantTensor?] {
    let (indices, values) = (try c[0], try c[2])
    guard let depth = try c[1].numbers.first, (1...1e6).contains(depth), values.count == 2 else {
      throw Refusal("its classes have no number")
    }
    let count = Int(depth)
    let given = try c.integer("axis", or: -1)
    let axis = given < 0 ? given + indices.rank + 1 : given
    guard (0...indices.rank).contains(axis) else { throw Refusal("there is no axis \(given)") }
    var extents = indices.extents
    extents.insert(1, at: axis)
    let wide = try indices.shaped(extents)
    return [
      try wide.mappingLines(axis, count: count, kind: values.kind) { _, line throws(Refusal) in
        let position = line[0] < 0 ? line[0] + depth : line[0]
        return (0..<count).map { values.numbers[Double($0) == position.rounded(.towardZero) ? 1 : 0] }
      }
    ]
  }

  @Sendable private static func compress(_ c: ConstantCall) throws(Refusal) -> [ConstantTensor?] {
    var (x, condition) = (try c[0], try c[1])
    var axis = 0
    if try c.call.integer("axis") != nil {
      axis = try c.axis(of: x, or: 0)
    } else {
      x = try x.shaped([x.count])
    }
    condition = try condition.shaped([condition.count])
    let kept = (0..<min(condition.count, x.extents[axis])).filter { condition.numbers[$0] != 0 }
    return [
      try x.mappingLines(axis, count: kept.count) { _, line throws(Refusal) in kept.map { line[$0] } }
    ]
  }

  @Sendable private static func reverseSequence(_ c: ConstantCall) throws(Refusal) -> [ConstantTensor?] {
    let (x, lengths) = (try c[0], try c[1])
    let (samples, time) = (
      try x.axis(try c.integer("batch_axis", or: 1)), try x.axis(try c.integer("time_axis", or: 0))
    )
    guard samples != time, lengths.count == x.extents[samples],
      lengths.numbers.allSatisfy({ (0...Double(x.extents[time])).contains($0) })
    else { throw Refusal("its lengths do not fit") }
    let strides = x.strides
    let picks = x.numbers.indices.map { index in
      let length = Int(lengths.numbers[index / strides[samples] % x.extents[samples]])
      let step = index / strides[time] % x.extents[time]
      return step < length ? index + (length - 1 - 2 * step) * strides[time] : index
    }
    return [x.picking(picks, extents: x.extents)]
  }

  /// Boxes of the highest scores that do not overlap others of their class by more than a fraction.
  @Sendable private static func suppression(_ c: ConstantCall) throws(Refusal) -> [ConstantTensor?] {
    let (boxes, scores) = (try c[0], try c[1])
    let most = c.optional(2)?.numbers.first ?? 0
    let (overlap, threshold) = (c.optional(3)?.numbers.first ?? 0, c.optional(4)?.numbers.first)
    let isCentred = try c.integer("center_point_box", or: 0) == 1
    guard boxes.rank == 3, boxes.extents[2] == 4, scores.rank == 3, scores.extents[0] == boxes.extents[0],
      scores.extents[2] == boxes.extents[1]
    else { throw Refusal("its boxes and scores do not fit") }
    let (count, classes) = (boxes.extents[1], scores.extents[1])
    func box(_ image: Int, _ index: Int) -> (y: ClosedRange<Double>, x: ClosedRange<Double>) {
      let start = (image * count + index) * 4
      let b = Array(boxes.numbers[start..<start + 4])
      func range(_ a: Double, _ b: Double) -> ClosedRange<Double> { min(a, b)...max(a, b) }
      return isCentred
        ? (range(b[1] - b[3] / 2, b[1] + b[3] / 2), range(b[0] - b[2] / 2, b[0] + b[2] / 2))
        : (range(b[0], b[2]), range(b[1], b[3]))
    }
    func length(_ range: ClosedRange<Double>) -> Double { range.upperBound - range.lowerBound }
    func common(_ a: ClosedRange<Double>, _ b: ClosedRange<Double>) -> Double {
      max(0, min(a.upperBound, b.upperBound) - max(a.lowerBound, b.lowerBound))
    }
    guard boxes.numbers.allSatisfy(\.isFinite) else { throw Refusal("a box is not finite") }
    var result: [Double] = []
    for image in 0..<boxes.extents[0] {
      for label in 0..<classes {
        let own = (0..<count).map { scores.numbers[(image * classes + label) * count + $0] }
        var kept: [Int] = []
        for index in (0..<count).sorted(by: { own[$0] == own[$1] ? $0 < $1 : own[$0] > own[$1] }) {
          guard Double(kept.count) < most, threshold.map({ own[index] > $0 }) ?? true else { continue }
          let b = box(image, index)
          let isCovered = kept.contains { other in
            let a = box(image, other)
            let shared = common(a.y, b.y) * common(a.x, b.x)
            let all = length(a.y) * length(a.x) + length(b.y) * length(b.x) - shared
            return all > 0 && shared / all > overlap
          }
          if isCovered { continue }
          kept.append(index)
          result += [Double(image), Double(label), Double(index)]
        }
      }
    }
    return [ConstantTensor(.integer, result, extents: [result.count / 3, 3])]
  }
}
