/// A file with one tensor, as ONNX's own tests keep inputs and outputs (`input_0.pb`): the message `TensorProto`.
package struct ONNXTensorFile: Sendable {
  /// The value that the tensor belongs to; may be empty.
  package let name: String
  /// A view of the file, where its numbers are raw.
  package let tensor: ForeignTensor

  /// Reads a tensor.
  ///
  /// - Throws: `FormatError`; `unsupported` for types of elements that are not read, and `corrupt` or `unsupported`
  ///   for a sequence or an optional value, which look like a tensor that is broken.
  package init(reading path: String) throws(FormatError) {
    try self.init(parsing: try ByteStorage(reading: path), path: path)
  }

  /// Reads a tensor from bytes; the path names it in errors, and its folder is where external data lies.
  ///
  /// - Throws: `FormatError`.
  package init(parsing storage: ByteStorage, path: String) throws(FormatError) {
    let proto = try ONNXTensorProto(WireReader(storage, path: path, message: "TensorProto"))
    if proto.isSegment {
      // The field of a segment, which nobody writes, is that of the values in the other two messages.
      throw .unsupported(path: path, reason: "it holds a sequence or an optional value, not a tensor")
    }
    name = proto.name
    tensor = try proto.tensor(ONNXExternalData(besides: path), owner: "the tensor")
  }
}
