import CZlib

/// Deflate streams without a header of their own (RFC 1951), as archives hold them, and the checksum beside them.
package enum Deflate {
  /// Why a stream does not give the bytes that it should.
  package enum Damage: Error, Hashable, Sendable {
    /// The stream has no end, or bytes follow its end.
    case wrongLength
    /// A code or distance is wrong.
    case invalid
    /// The stream gives fewer or more bytes than it should.
    case wrongCount
  }

  /// A compressed byte gives at most this many: a match of 258 bytes takes two bits.
  package static let largestRatio = 1032

  /// Decompresses a stream that must end with the source and give exactly `count` bytes.
  ///
  /// Memory for `count` bytes is asked for at once: check the number against `largestRatio` before.
  ///
  /// - Throws: `Damage`.
  package static func inflate(_ source: ArraySlice<UInt8>, count: Int) throws(Damage) -> [UInt8] {
    precondition(count >= 0, "\(count) bytes to decompress")
    var stream = z_stream()
    guard landscape_inflate_init_raw(&stream) == Z_OK else { throw .invalid }
    defer { inflateEnd(&stream) }
    var status = Z_OK
    var unused = 0
    var result: [UInt8] = []
    source.withUnsafeBufferPointer { source in
      // A byte more than there should be shows a stream that gives too many.
      result = [UInt8](unsafeUninitializedCapacity: count + 1) { target, filled in
        (status, filled, unused) = run(&stream, from: source, into: target, limit: count + 1)
      }
    }
    switch status {
    case Z_STREAM_END where unused > 0: throw .wrongLength
    case Z_STREAM_END where result.count != count: throw .wrongCount
    case Z_STREAM_END: return result
    case Z_OK, Z_BUF_ERROR: throw result.count > count ? .wrongCount : .wrongLength
    default: throw .invalid
    }
  }

  /// Decompresses until the stream ends, the source does or the target is full.
  ///
  /// - Returns: zlib's last word, the bytes written and those of the source that are left.
  private static func run(
    _ stream: inout z_stream, from source: UnsafeBufferPointer<UInt8>,
    into target: UnsafeMutableBufferPointer<UInt8>, limit: Int
  ) -> (status: Int32, written: Int, unused: Int) {
    // zlib counts in 32 bits: more is handed over piece by piece.
    let piece = 1 << 30
    var (read, written, status) = (0, 0, Z_OK)
    while status == Z_OK, written < limit {
      let (offered, room) = (min(source.count - read, piece), min(limit - written, piece))
      stream.next_in = UnsafeMutablePointer(mutating: source.baseAddress.map { $0 + read })
      stream.avail_in = UInt32(offered)
      stream.next_out = target.baseAddress.map { $0 + written }
      stream.avail_out = UInt32(room)
      status = CZlib.inflate(&stream, Z_NO_FLUSH)
      read += offered - Int(stream.avail_in)
      written += room - Int(stream.avail_out)
    }
    return (status, written, source.count - read)
  }

  /// The CRC-32 of gzip and zip (RFC 1952, §8).
  package static func checksum(_ bytes: ArraySlice<UInt8>) -> UInt32 {
    bytes.withUnsafeBufferPointer { UInt32(truncatingIfNeeded: crc32_z(0, $0.baseAddress, $0.count)) }
  }
}
