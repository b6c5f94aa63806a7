/// Something a plan does: a library kernel or a loop of ours.
package protocol Step: AnyObject {
  /// Runs to completion. Never allocates.
  func run()
}

/// A step that does the work of a library kernel, and counts as one.
package protocol NamedStep: Step {
  /// What it computes, such as `convolution`.
  var operation: String { get }
  /// What it is, such as the library's name for a kernel's implementation.
  var implementation: String { get }
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
  ///
  /// - Parameter threads: how many its kernels use.
  package init(phases: Int = 1, threads: Int = 1) throws(KernelError) {
    device = try Device(threads: threads)
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

  /// The storage of a memory, or a part of it, read in another layout, such as `[n, C, 1, 1]` as `[n, C]`.
  ///
  /// - Parameter offset: elements of the view's type before its first one; the view lies within the memory.
  package func view(
    _ memory: Memory, as layout: Layout, offset: Int = 0
  ) throws(KernelError) -> Memory {
    let start = offset * layout.element.byteCount
    precondition(
      start >= 0 && start + layout.byteCount <= memory.layout.byteCount,
      "a view of \(layout.byteCount) bytes from byte \(start) on \(memory.layout.byteCount)")
    let base = memory.storage
    let view = try Memory(
      layout, persistent: base.isPersistent, base: base, baseOffset: memory.baseOffset + start,
      device: device)
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
    let alignment = 64  // bytes: a cache line
    let placed = memories.filter { $0.span != nil || $0.isPersistent }
    let intervals = placed.map { memory in
      StorageInterval(
        count: (memory.layout.byteCount + alignment - 1) / alignment * alignment,
        span: memory.isPersistent ? 0...Int.max : memory.span ?? 0...0)
    }
    let (offsets, total) = StorageInterval.place(intervals)
    storage = try AlignedBuffer(count: total / MemoryLayout<Float>.stride)
    let start = UnsafeMutableRawPointer(storage.pointer)
    for (memory, offset) in zip(placed, offsets) { memory.bind(to: start + offset) }
    memories = placed  // kept alive as long as the steps that use them
    for view in views {
      if let base = view.base, base.isBound { view.bind(to: base.rawPointer + view.baseOffset) }
    }
  }

  /// How often a phase runs each library kernel, by the kernel's name; other steps count as `loop`.
  package func kernelCounts(phase: Int = 0) -> [String: Int] {
    phases[phase].reduce(into: [:]) { $0[($1 as? any NamedStep)?.operation ?? "loop", default: 0] += 1 }
  }

  /// How the kernels of a phase are implemented, in the library's own words, or `loop` for ours, by the kernel's name.
  package func kernelImplementations(phase: Int = 0) -> [String: Set<String>] {
    phases[phase].reduce(into: [:]) {
      if let kernel = $1 as? any NamedStep { $0[kernel.operation, default: []].insert(kernel.implementation) }
    }
  }

  /// What the library computes by its slow reference, in any phase: nothing, where a plan is well made.
  package var referenceKernels: Set<String> {
    Set(phases.joined().compactMap { $0 as? Kernel }.filter(\.isReference).map(\.operation))
  }

  /// Storage that the committed plan holds, in units of four bytes, the size of a `Float`.
  package var storageCount: Int { storage.count }

  /// Runs the steps of one phase in order, with the device's number of threads whatever the calling thread has set.
  package func run(phase: Int = 0) {
    device.withThreads {
      for step in phases[phase] { step.run() }
    }
  }

  /// Runs the steps of one phase, and says how long each took, by what it is: for benchmarks.
  package func times(phase: Int = 0) -> [(step: String, time: Duration)] {
    device.withThreads {
      let clock = ContinuousClock()
      return phases[phase].map { step in
        let time = clock.measure { step.run() }
        let named = step as? any NamedStep
        return (named.map { "\($0.operation) (\($0.implementation))" } ?? "\(type(of: step))", time)
      }
    }
  }
}
