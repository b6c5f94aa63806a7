/// Writes networks as ONNX: the message `ModelProto` with all tensors in it.
///
/// The same graph gives the same bytes: fields in the order of their numbers, attributes by name, tensors in
/// `storedOrder`. Source: ONNX, `onnx.proto` and `IR.md`.
package struct ONNXModelWriter: Sendable {
  /// The program that writes.
  package let producer: String
  /// The program's version.
  package let version: String
  /// The version of the usual operators that the nodes are written for.
  package let opset: Int
  /// The version of the format, which goes with the opset: opset 17 came with 8, opset 20 with 9, opset 21 with 10.
  package let ir: Int

  /// Bytes of a protobuf message at most; readers refuse more.
  package static let largest = Int(Int32.max)

  /// A writer of models for these versions.
  package init(producer: String, version: String, opset: Int, ir: Int) {
    self.producer = producer
    self.version = version
    self.opset = opset
    self.ir = ir
  }

  /// The bytes of a model.
  ///
  /// The graph's dialect is `.onnx`, and states the same opset as the writer or none for the usual domain. Inputs of
  /// nodes are values or none, in attributes anything but values. An attribute that is an empty list is one of
  /// integers. The nodes' scopes are not written, nor stated shapes of values within.
  ///
  /// - Parameters:
  ///   - name: the graph's name, which must not be empty.
  ///   - outputElements: the element types of the outputs that are not `float32`.
  ///   - metadata: texts for `metadata_props`.
  ///   - path: the file that the bytes are for; names it in the error.
  /// - Throws: `FormatError.unsupported` when a tensor or the whole has 2 GiB or more.
  package func bytes(
    of graph: ForeignGraph, name: String, outputElements: [String: ForeignTensor.Element] = [:],
    metadata: [String: String] = [:], path: String
  ) throws(FormatError) -> [UInt8] {
    precondition(!name.isEmpty, "a graph of ONNX has a name")
    guard case .onnx(var opsets) = graph.dialect, opsets[""] ?? opset == opset else {
      preconditionFailure("the graph is not one of ONNX's opset \(opset): \(graph.dialect)")
    }
    opsets[""] = opset
    let content = ONNXGraphWriter(opsets: opsets, outputElements: outputElements, path: path)
    var model = WireWriter()
    model.integer(1, ir)
    model.text(2, producer)
    model.text(3, version)
    model.message(7, try content.message(graph, name: name))
    for (domain, version) in opsets.sorted(by: { $0.key < $1.key }) {
      var opset = WireWriter()
      opset.text(1, domain)
      opset.integer(2, version)
      model.message(8, opset)
    }
    for (key, value) in metadata.sorted(by: { $0.key < $1.key }) { model.entry(14, key, value) }
    guard model.bytes.count <= Self.largest else {
      throw .unsupported(
        path: path, reason: "the model has 2 GiB or more, which no file of protobuf may have")
    }
    return model.bytes
  }
}
