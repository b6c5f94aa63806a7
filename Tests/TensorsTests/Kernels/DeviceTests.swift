import Tensors
import Testing

@Suite struct DeviceTests {
  /// A step that sees with how many threads it runs.
  private final class ThreadProbe: Step {
    private(set) var threads: Int?
    func run() { threads = KernelThreads.current }
  }

  @Test func `a plan runs with its own number of threads and leaves the caller's`() throws {
    let before = KernelThreads.current
    let schedule = try Schedule(threads: 3)
    let probe = ThreadProbe()
    schedule.append(probe, touching: [])
    try schedule.commit()
    schedule.run()
    #expect(schedule.device.threads == 3 && probe.threads == 3)
    #expect(KernelThreads.current == before)
    #expect(try Schedule().device.threads == 1)
    #expect(try Device().threads == 1)
  }

  @Test(arguments: [1, 2, 3])
  func `a convolution is the same with any number of threads`(threads: Int) throws {
    let source = TestTensor(small: [4, 16, 9, 9])
    let weights = TestTensor(small: [16, 16, 3, 3], salt: 1)
    func result(_ threads: Int) throws -> [Double] {
      let run = try KernelRun(threads: threads)
      let kernel = try KernelDescription.convolution(
        run.device, .forward(training: false, PostOperations()), source: .any(source.extents),
        weights: .any(weights.extents), bias: nil, destination: .any(source.extents),
        window: Window(kernel: 3, padding: 1))
      let memories = try run.append(
        kernel, [(.source, source), (.weights, weights)], results: [(.destination, source.extents)])
      return try run.run(memories)[0].values
    }
    #expect(try result(threads) == result(1))
  }

  @Test func `the instruction set has a name that says whether it multiplies bfloat16`() {
    let plain = ["SSE41", "AVX", "AVX2", "AVX2_VNNI", "AVX2_VNNI_2", "AVX512_CORE", "AVX512_CORE_VNNI"]
    let halves = [
      "AVX512_CORE_BF16", "AVX512_CORE_FP16", "AVX512_CORE_AMX", "AVX512_CORE_AMX_FP16",
    ]
    #expect((Device.supportsBFloat16 ? halves : plain).contains(Device.isa))
  }
}
