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
      window: Window(kernel: 3, stride: 1, padding: 1, dilation: 1))
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
}
