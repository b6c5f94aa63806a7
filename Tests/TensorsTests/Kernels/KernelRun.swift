import Tensors

/// One kernel that is given row-major numbers, whatever layouts and types it wants.
final class KernelRun {
  let schedule: Schedule
  private var inputs: [(memory: Memory, values: [Double])] = []
  private var outputs: [Memory] = []

  init(threads: Int = 1) throws {
    schedule = try Schedule(threads: threads)
  }

  var device: Device { schedule.device }

  /// A memory of that layout with those numbers in it.
  func input(_ tensor: TestTensor, _ layout: Layout) throws -> Memory {
    let plain = try schedule.reserve(.plain(tensor.extents), persistent: true)
    inputs.append((plain, tensor.values))
    return try reordered(plain, to: layout)
  }

  /// A memory of that layout whose numbers `results` gives.
  func output(_ layout: Layout) throws -> Memory {
    try schedule.reserve(layout, persistent: true)
  }

  /// The same numbers in another layout.
  func reordered(_ memory: Memory, to layout: Layout) throws -> Memory {
    guard !memory.layout.isSame(as: layout) else { return memory }
    let result = try schedule.reserve(layout, persistent: true)
    try schedule.append(
      .reorder(device, from: memory.layout, to: layout), [(.source, memory), (.destination, result)])
    return result
  }

  /// Appends a kernel to which each argument is given in the layout that it wants, and one that takes its result.
  func append(
    _ kernel: KernelDescription, _ arguments: [(KernelArgument, TestTensor)],
    results: [(KernelArgument, [Int])], also bound: [(KernelArgument, Memory)] = []
  ) throws -> [Memory] {
    var all = bound
    for (argument, tensor) in arguments {
      let layout =
        switch argument {
        case .scale, .shift: try Layout.plain(tensor.extents)
        default: try kernel.layout(argument, extents: tensor.extents)
        }
      all.append((argument, try input(tensor, layout)))
    }
    let made = try results.map { ($0.0, try output(kernel.layout($0.0, extents: $0.1))) }
    try schedule.append(kernel, all + made)
    return made.map(\.1)
  }

  /// Runs everything and gives the numbers of some memories in row-major order.
  func run(_ memories: [Memory]) throws -> [TestTensor] {
    let plain = try memories.map { try reordered($0, to: .plain($0.layout.extents)) }
    try schedule.commit()
    for input in inputs {
      for (i, value) in input.values.enumerated() { input.memory.pointer[i] = Float(value) }
    }
    schedule.run()
    return plain.map { TestTensor($0.layout.extents, $0.buffer.map(Double.init)) }
  }
}
