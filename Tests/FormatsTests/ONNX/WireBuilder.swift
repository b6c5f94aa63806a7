import Formats

/// Builds protobuf messages by hand, sound ones and others.
enum Wire {
  static func varint(_ number: UInt64) -> [UInt8] {
    number < 0x80 ? [UInt8(number)] : [UInt8(number & 0x7F) | 0x80] + varint(number >> 7)
  }

  static func integer(_ field: UInt64, _ number: Int) -> [UInt8] {
    varint(field << 3) + varint(UInt64(bitPattern: Int64(number)))
  }

  static func data(_ field: UInt64, _ content: [UInt8]) -> [UInt8] {
    varint(field << 3 | 2) + varint(UInt64(content.count)) + content
  }

  static func text(_ field: UInt64, _ text: String) -> [UInt8] { data(field, Array(text.utf8)) }

  static func node(
    _ type: String, _ inputs: [String], _ outputs: [String], name: String = "", _ more: [UInt8] = []
  ) -> [UInt8] {
    inputs.flatMap { text(1, $0) } + outputs.flatMap { text(2, $0) } + text(3, name) + text(4, type) + more
  }

  /// A node of the simplest operation.
  static func node(
    _ inputs: [String], _ outputs: [String], name: String = "", _ more: [UInt8] = []
  ) -> [UInt8] {
    node("Relu", inputs, outputs, name: name, more)
  }

  static func tensor(_ name: String, type: Int = 1, _ extents: [Int], _ content: [UInt8]) -> [UInt8] {
    extents.flatMap { integer(1, $0) } + integer(2, type) + text(8, name) + content
  }

  static func external(_ name: String, _ extents: [Int], _ entries: KeyValuePairs<String, String>) -> [UInt8]
  {
    tensor(name, extents, entries.flatMap { data(13, text(1, $0.key) + text(2, $0.value)) } + integer(14, 1))
  }

  static func value(_ name: String, type: Int = 1, _ extents: [Int]) -> [UInt8] {
    let shape = extents.flatMap { data(1, integer(1, $0)) }
    return text(1, name) + data(2, data(1, integer(1, type) + data(2, shape)))
  }

  static func graph(
    _ nodes: [[UInt8]], inputs: [[UInt8]] = [], outputs: [String], initializers: [[UInt8]] = []
  ) -> [UInt8] {
    nodes.flatMap { data(1, $0) } + text(2, "g") + initializers.flatMap { data(5, $0) }
      + inputs.flatMap { data(11, $0) } + outputs.flatMap { data(12, text(1, $0)) }
  }

  static func model(_ graph: [UInt8], ir: Int = 8, opset: Int = 17, _ more: [UInt8] = []) -> [UInt8] {
    integer(1, ir) + data(7, graph) + data(8, integer(2, opset)) + more
  }

  /// A model that hands on the only tensor that it holds.
  static func model(of tensor: [UInt8], _ name: String = "w") -> [UInt8] {
    model(graph([node([name], ["y"])], outputs: ["y"], initializers: [tensor]))
  }
}

/// Reads a model from bytes.
func parsed(_ bytes: [UInt8]) throws(FormatError) -> ONNXFile {
  try ONNXFile(parsing: ByteStorage(bytes), path: "a.onnx")
}

/// What is wrong with the bytes of a model; nil when nothing is.
func reason(_ bytes: [UInt8]) -> String? { reason { () throws(FormatError) in _ = try parsed(bytes) } }

/// Why a file is refused: the kind of error and its reason; nil when it is not.
func reason(_ body: () throws(FormatError) -> Void) -> String? {
  do throws(FormatError) {
    try body()
    return nil
  } catch {
    switch error {
    case .corrupt(_, let reason): return "corrupt: \(reason)"
    case .unsupported(_, let reason): return "unsupported: \(reason)"
    case .storage(let error): return "storage: \(error)"
    }
  }
}
