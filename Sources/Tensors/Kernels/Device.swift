import COneDNN

/// The processor's kernel engine together with the in-order stream that kernels run on.
///
/// One per plan; not shared between threads.
package final class Device {
  let engine: dnnl_engine_t
  let stream: dnnl_stream_t

  /// - Throws: `KernelError` when the kernel library cannot be set up.
  package init() throws(KernelError) {
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
}

/// Turns a status of the kernel library into an error that says which operation it was.
func check(_ status: dnnl_status_t, _ operation: String) throws(KernelError) {
  switch status {
  case dnnl_success: return
  case dnnl_out_of_memory: throw .outOfMemory
  default: throw .unsupported(operation: operation, status: Int(status.rawValue))
  }
}
