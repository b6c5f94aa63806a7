import COneDNN

/// The processor's kernel engine together with the in-order stream that kernels run on.
///
/// One per plan; not shared between threads.
package final class Device {
  let engine: dnnl_engine_t
  let stream: dnnl_stream_t
  /// Threads that its kernels use, which divide their work when they are created.
  package let threads: Int

  /// - Throws: `KernelError` when the kernel library cannot be set up.
  package init(threads: Int = 1) throws(KernelError) {
    precondition(threads >= 1, "\(threads) kernel threads")
    self.threads = threads
    var engine: dnnl_engine_t?
    try check(dnnl_engine_create(&engine, dnnl_cpu, 0), "engine")
    guard let engine else { throw .outOfMemory }
    var stream: dnnl_stream_t?
    let status = dnnl_stream_create(&stream, engine, dnnl_stream_default_flags.rawValue)
    guard status == dnnl_success, let stream else {
      dnnl_engine_destroy(engine)
      throw .unsupported(operation: "stream", status: Int(status.rawValue))
    }
    self.engine = engine
    self.stream = stream
  }

  deinit {
    dnnl_stream_destroy(stream)
    dnnl_engine_destroy(engine)
  }

  /// Whether the processor multiplies `bfloat16` numbers by instructions of its own, and `ONEDNN_MAX_CPU_ISA` lets the kernels
  /// use them.
  package static var supportsBFloat16: Bool { landscape_has_bfloat16() }

  /// The best instruction set that the kernels may use, by the name that `ONEDNN_MAX_CPU_ISA` takes, such as `AVX512_CORE`.
  package static var isa: String { String(cString: landscape_instruction_set()) }

  /// Calls `body` while kernels of the calling thread use this device's number of threads.
  func withThreads<Result, Failure: Error>(
    _ body: () throws(Failure) -> Result
  ) throws(Failure) -> Result {
    let before = KernelThreads.current
    guard before != threads else { return try body() }
    KernelThreads.set(threads)
    defer { KernelThreads.set(before) }
    return try body()
  }
}

/// Turns a status of the kernel library into an error that says which operation it was.
func check(_ status: dnnl_status_t, _ operation: String) throws(KernelError) {
  switch status {
  case dnnl_success: return
  case dnnl_out_of_memory: throw .outOfMemory
  default: throw .unsupported(operation: operation, status: Int(status.rawValue))
  }
}
