import Tensors
import Testing

@Suite struct ScheduleTests {
  /// A step that counts its runs.
  private final class Probe: Step {
    private(set) var runs = 0
    func run() { runs += 1 }
  }

  @Test func `memories that are never needed together share storage, others do not`() throws {
    let schedule = try Schedule()
    let layout = try Layout.plain([1000])
    let early = try schedule.reserve(layout)
    let middle = try schedule.reserve(layout)
    let late = try schedule.reserve(layout)
    let kept = try schedule.reserve(layout, persistent: true)
    schedule.append(Probe(), touching: [early, middle])
    schedule.append(Probe(), touching: [middle, late])
    schedule.append(Probe(), touching: [late, kept])
    try schedule.commit()
    func overlap(_ a: Memory, _ b: Memory) -> Bool {
      a.pointer < b.pointer + 1000 && b.pointer < a.pointer + 1000
    }
    #expect(overlap(early, late))
    #expect(!overlap(early, middle) && !overlap(middle, late))
    for memory in [early, middle, late] { #expect(!overlap(memory, kept)) }
    #expect(schedule.storageCount < 4 * 1000)
  }

  @Test func `phases run apart`() throws {
    let schedule = try Schedule(phases: 2)
    let (first, second) = (Probe(), Probe())
    schedule.append(first, touching: [], phase: 0)
    schedule.append(second, touching: [], phase: 1)
    try schedule.commit()
    schedule.run(phase: 1)
    schedule.run(phase: 1)
    #expect(first.runs == 0 && second.runs == 2)
  }

  @Test func `a reorder changes the order and back`() throws {
    let schedule = try Schedule()
    let plain = try Layout.plain([1, 16, 3, 3])
    let kernel = try KernelDescription.convolution(
      schedule.device, .forward(training: false, PostOperations()), source: .any([1, 16, 3, 3]),
      weights: .any([16, 16, 3, 3]), bias: nil, destination: .any([1, 16, 3, 3]),
      window: Window(kernel: 3, padding: 1))
    let grouped = try kernel.layout(.source, extents: [1, 16, 3, 3])
    let (a, b, c) = (
      try schedule.reserve(plain, persistent: true), try schedule.reserve(grouped),
      try schedule.reserve(plain, persistent: true)
    )
    try schedule.append(
      .reorder(schedule.device, from: plain, to: grouped), [(.source, a), (.destination, b)])
    try schedule.append(
      .reorder(schedule.device, from: grouped, to: plain), [(.source, b), (.destination, c)])
    try schedule.commit()
    for i in a.buffer.indices { a.buffer[i] = Float(i) }
    schedule.run()
    #expect(Array(c.buffer) == Array(a.buffer))
  }

  @Test func `memories of several element types lie apart`() throws {
    let schedule = try Schedule()
    let floats = try schedule.reserve(.plain([7]))
    let indices = try schedule.reserve(.plain([7], .int32))
    let halves = try schedule.reserve(.plain([7], .bfloat16))
    schedule.append(Probe(), touching: [floats, indices, halves])
    try schedule.commit()
    // Three cache lines of 64 bytes.
    #expect(schedule.storageCount == 3 * 16)
    floats.buffer.update(repeating: 1)
    for i in 0..<7 {
      indices.indices[i] = -1
      halves.rawPointer.storeBytes(of: 0x4000, toByteOffset: 2 * i, as: UInt16.self)
    }
    #expect(floats.buffer.allSatisfy { $0 == 1 })
    #expect((0..<7).allSatisfy { indices.indices[$0] == -1 })
  }

  @Test func `a view begins at its offset, also in another view`() throws {
    let schedule = try Schedule()
    let base = try schedule.reserve(.plain([4, 6]), persistent: true)
    // Columns 2 and 3, then the last three rows of column 3.
    let columns = try schedule.view(base, as: .strided([4, 2], strides: [6, 1]), offset: 2)
    let column = try schedule.view(columns, as: .strided([3], strides: [6]), offset: 7)
    let copy = try schedule.reserve(.plain([4, 2]), persistent: true)
    try schedule.append(
      .reorder(schedule.device, from: columns.layout, to: copy.layout),
      [(.source, columns), (.destination, copy)])
    let last = try schedule.reserve(.plain([3]), persistent: true)
    try schedule.append(
      .reorder(schedule.device, from: column.layout, to: last.layout),
      [(.source, column), (.destination, last)])
    try schedule.commit()
    for i in base.buffer.indices { base.buffer[i] = Float(i) }
    schedule.run()
    #expect(Array(copy.buffer) == [2, 3, 8, 9, 14, 15, 20, 21])
    #expect(Array(last.buffer) == [9, 15, 21])
    #expect(column.storage === base && columns.pointer == base.pointer + 2)
  }

  @Test func `the storage of a view is in use as long as the view is`() throws {
    let schedule = try Schedule()
    let base = try schedule.reserve(.plain([1000]))
    let view = try schedule.view(base, as: .plain([10]), offset: 990)
    let other = try schedule.reserve(.plain([1000]))
    schedule.append(Probe(), touching: [base])
    schedule.append(Probe(), touching: [other])
    schedule.append(Probe(), touching: [view])
    try schedule.commit()
    #expect(schedule.storageCount >= 2000)
  }
}
