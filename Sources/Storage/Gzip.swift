import CZlib

/// Files that may be compressed with gzip.
package enum Gzip {
  /// The file's content, decompressed when it begins with gzip's signature; at most `limit` bytes.
  ///
  /// - Throws: `StorageError`: that of `FileBytes.read`; `corrupt` when the compressed data ends early or a checksum
  ///   or code is wrong; `tooLarge` beyond the limit.
  package static func read(_ path: String, limit: Int) throws(StorageError) -> [UInt8] {
    let bytes = try FileBytes.read(path, limit: limit)
    guard bytes.starts(with: signature) else { return bytes }
    return try decompress(bytes, path: path, limit: limit)
  }

  private static let signature: [UInt8] = [0x1f, 0x8b]

  /// Decompresses all members of a stream (RFC 1952, §2.2: a file may hold several).
  private static func decompress(
    _ compressed: [UInt8], path: String, limit: Int
  ) throws(StorageError) -> [UInt8] {
    var stream = z_stream()
    guard landscape_inflate_init(&stream) == Z_OK else {
      throw .corrupt(path: path, reason: "decompression could not be set up")
    }
    defer { inflateEnd(&stream) }
    var result: [UInt8] = []
    // The last four bytes tell the size; a claim beyond deflate's best ratio of 1032 is not believed.
    let claimed = compressed.suffix(4).reversed().reduce(0) { $0 << 8 | Int($1) }
    result.reserveCapacity(min(claimed, limit, compressed.count * 1032))
    let chunk = 1 << 18
    var input = compressed
    let status = input.withUnsafeMutableBufferPointer { source in
      withUnsafeTemporaryAllocation(of: UInt8.self, capacity: chunk) { output in
        var offered = 0
        while true {
          if stream.avail_in == 0 {
            stream.next_in = source.baseAddress.map { $0 + offered }
            stream.avail_in = UInt32(min(source.count - offered, 1 << 30))
            offered += Int(stream.avail_in)
          }
          stream.next_out = output.baseAddress
          stream.avail_out = UInt32(chunk)
          let status = inflate(&stream, Z_NO_FLUSH)
          result.append(contentsOf: UnsafeBufferPointer(rebasing: output[..<(chunk - Int(stream.avail_out))]))
          if result.count > limit { return status }
          let rest = source[(offered - Int(stream.avail_in))...]
          if status == Z_STREAM_END, rest.starts(with: signature), inflateReset(&stream) == Z_OK { continue }
          if status != Z_OK { return status }
        }
      }
    }
    if result.count > limit { throw .tooLarge(path: path, claimed: UInt64(result.count)) }
    if status == Z_BUF_ERROR { throw .corrupt(path: path, reason: "the compressed data ends early") }
    if status != Z_STREAM_END { throw .corrupt(path: path, reason: "the compressed data is damaged") }
    return result
  }
}
