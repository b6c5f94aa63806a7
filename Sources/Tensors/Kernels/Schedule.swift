/// Something a plan does: a library kernel or a loop of ours.
package protocol Step: AnyObject {
  /// Runs to completion. Never allocates.
  func run()
}

/// Steps in the order in which they run, and the storage they share.
///
/// A plan is made in three moves: reserve memories, append steps that say what they touch, commit. The commit
/// places all memories in one allocation so that two share storage only when one's last use comes before
/// the other's first. Steps belong to phases; phases are appended and run in rising order, and a caller may
/// skip whole phases.
package final class Schedule {
  package let device: Device
  private var phases: [[any Step]]
  private var time = 0
  private var memories: [Memory] = []
  private var views: [Memory] = []
  private var storage: AlignedBuffer

  /// An empty schedule of that many phases.
  package init(phases: Int = 1) throws(KernelError) {
    device = try Device()
    storage = try AlignedBuffer(count: 0)
    self.phases = Array(repeating: [], count: phases)
  }

  /// A tensor that the steps can use.
  ///
  /// - Parameter persistent: the content outlives a run, e.g. weights, so its storage is never shared.
  package func reserve(_ layout: Layout, persistent: Bool = false) throws(KernelError) -> Memory {
    let memory = try Memory(layout, persistent: persistent, device: device)
    memories.append(memory)
    return memory
  }

  /// The same storage read in another layout of as many bytes, such as `[n, C, 1, 1]` as `[n, C]`.
  package func view(_ memory: Memory, as layout: Layout) throws(KernelError) -> Memory {
    precondition(
      layout.byteCount == memory.layout.byteCount,
      "a view of \(layout.byteCount) bytes on \(memory.layout.byteCount)")
    let base = memory.base ?? memory
    let view = try Memory(layout, persistent: base.isPersistent, base: base, device: device)
    views.append(view)
    return view
  }

  /// Adds a step that reads or writes the given memories.
  package func append(_ step: any Step, touching used: [Memory], phase: Int = 0) {
    time += 1
    for memory in used { memory.touch(at: time) }
    phases[phase].append(step)
  }

  /// Marks memory as in use until now, for content that a caller reads after the run.
  package func keep(_ memory: Memory) {
    time += 1
    memory.touch(at: time)
  }

  /// Places every memory; nothing may be reserved afterwards.
  ///
  /// - Throws: `KernelError.outOfMemory` when the storage cannot be had.
  package func commit() throws(KernelError) {
    let alignment = 16  // floats: a cache line
    let placed = memories.filter { $0.span != nil || $0.isPersistent }
    let intervals = placed.map { memory in
      StorageInterval(
        count: (memory.layout.byteCount / MemoryLayout<Float>.stride + alignment - 1) / alignment
          * alignment,
        span: memory.isPersistent ? 0...Int.max : memory.span ?? 0...0)
    }
    let (offsets, total) = StorageInterval.place(intervals)
    storage = try AlignedBuffer(count: total)
    for (memory, offset) in zip(placed, offsets) { memory.bind(to: storage.pointer + offset) }
    memories = placed  // kept alive as long as the steps that use them
    for view in views { if let base = view.base, base.isBound { view.bind(to: base.pointer) } }
  }

  /// How often a phase runs each library kernel, by the kernel's name; other steps count as `loop`.
  package func kernelCounts(phase: Int = 0) -> [String: Int] {
    phases[phase].reduce(into: [:]) { $0[($1 as? Kernel)?.operation ?? "loop", default: 0] += 1 }
  }

  /// What the library computes by its slow reference, in any phase: nothing, where a plan is well made.
  package var referenceKernels: Set<String> {
    Set(phases.joined().compactMap { $0 as? Kernel }.filter(\.isReference).map(\.operation))
  }

  /// Floats of storage that the committed plan holds.
  package var storageCount: Int { storage.count }

  /// Runs the steps of one phase in order.
  package func run(phase: Int = 0) {
    for step in phases[phase] { step.run() }
  }
}

/// A piece of storage with the steps during which it is in use.
struct StorageInterval {
  let count: Int
  let span: ClosedRange<Int>

  /// Offsets at which intervals that overlap in time do not overlap in place, and the total size.
  ///
  /// Greedy by size, first gap that fits: within a few per cent of the optimum on networks
  /// (Pisarchyk & Lee 2020, arXiv:2001.03288).
  static func place(_ intervals: [StorageInterval]) -> (offsets: [Int], total: Int) {
    var offsets = Array(repeating: 0, count: intervals.count)
    var placed: [Int] = []
    var total = 0
    let order = intervals.indices.sorted {
      (intervals[$1].count, $0) < (intervals[$0].count, $1)
    }
    for index in order {
      let interval = intervals[index]
      let neighbours = placed.filter { intervals[$0].span.overlaps(interval.span) }
        .sorted { offsets[$0] < offsets[$1] }
      var offset = 0
      for neighbour in neighbours {
        if offset + interval.count <= offsets[neighbour] { break }
        offset = max(offset, offsets[neighbour] + intervals[neighbour].count)
      }
      offsets[index] = offset
      placed.append(index)
      total = max(total, offset + interval.count)
    }
    return (offsets, total)
  }
}
