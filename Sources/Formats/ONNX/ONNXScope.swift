/// The names of modules that PyTorch's exporter writes beside a node, as Python prints a list of texts.
///
/// The root comes first, with an empty name, and the node itself last: `['', 'layer1', 'layer1.0', 'conv2d_3']`.
/// Source: PyTorch, `torch/onnx/_internal/exporter/_core.py`.
enum ONNXScope {
  /// The deepest module that has a name; nil for a node of the root, and for what is no list.
  static func module(_ list: String) -> String? {
    names(list)?.dropLast().last { !$0.isEmpty }
  }

  /// The texts of a list in Python's notation; nil if the text is not such a list.
  static func names(_ list: String) -> [String]? {
    var rest = Substring(list).unicodeScalars
    guard rest.popFirst() == "[", rest.popLast() == "]" else { return nil }
    var names: [String] = []
    while !rest.isEmpty {
      guard let quote = rest.popFirst(), quote == "'" || quote == "\"" else { return nil }
      var name = String.UnicodeScalarView()
      while let scalar = rest.popFirst(), scalar != quote {
        guard scalar == "\\" else {
          name.append(scalar)
          continue
        }
        // Of the escapes only these occur in names.
        guard let escaped = rest.popFirst(), escaped == "\\" || escaped == "'" || escaped == "\"" else {
          return nil
        }
        name.append(escaped)
      }
      names.append(String(name))
      if rest.isEmpty { break }
      guard rest.popFirst() == "," else { return nil }
      while rest.first == " " { rest.removeFirst() }
    }
    return names
  }
}
