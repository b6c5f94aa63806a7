import CCairo

/// Collects what a cairo SVG or PDF surface writes.
final class CairoOutput {
  fileprivate(set) var bytes: [UInt8] = []

  /// The write function for cairo; its closure argument is an unretained `CairoOutput`.
  static let write: cairo_write_func_t = { closure, data, count in
    guard let closure, let data else { return CAIRO_STATUS_WRITE_ERROR }
    let output = Unmanaged<CairoOutput>.fromOpaque(closure).takeUnretainedValue()
    output.bytes.append(contentsOf: UnsafeBufferPointer(start: data, count: Int(count)))
    return CAIRO_STATUS_SUCCESS
  }
}
