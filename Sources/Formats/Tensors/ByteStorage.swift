import Storage

/// Bytes that many tensors share, such as those of a file; never copied, and the same for as long as anyone uses them.
package final class ByteStorage: Sendable {
  package let bytes: [UInt8]

  package init(_ bytes: [UInt8]) { self.bytes = bytes }

  /// The bytes of a file, read once.
  ///
  /// Not mapped: a file that another process shortens while it is mapped would end this one.
  ///
  /// - Throws: `FormatError.storage`.
  package convenience init(reading path: String) throws(FormatError) {
    do throws(StorageError) { self.init(try FileBytes.read(path)) } catch { throw .storage(error) }
  }

  package var count: Int { bytes.count }
}
