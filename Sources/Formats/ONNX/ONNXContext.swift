/// What the messages of one model share while they are read.
final class ONNXContext {
  let path: String
  let files: ONNXExternalData
  var producer = ""
  /// Versions of the domains' operators, those of functions included.
  var opsets: [String: Int] = [:]
  private var functions: [ONNXFunction.Identifier: ONNXFunction] = [:]
  private var bodies: [ONNXFunction.Identifier: ONNXFunction.Body] = [:]
  /// Calls of functions so far; makes the names of their values unique.
  private var calls = 0
  /// What calls may still add, in bytes, roughly: functions that call functions can describe more nodes than fit
  /// anywhere.
  private var budget = 1 << 26

  init(path: String) {
    self.path = path
    files = ONNXExternalData(besides: path)
  }

  /// Makes a function known; operators that only functions use come with it.
  ///
  /// - Throws: `FormatError.corrupt` for a second one of the same name.
  func add(_ function: ONNXFunction) throws(FormatError) {
    guard functions.updateValue(function, forKey: function.identifier) == nil else {
      throw .corrupt(path: path, reason: "two functions are named \(function.identifier.name)")
    }
    opsets.merge(function.opsets) { old, _ in old }
  }

  /// The function that a node calls, if it calls one.
  func function(for node: ONNXNode) -> ONNXFunction? {
    functions.isEmpty ? nil : functions[node.identifier]
  }

  /// A function's nodes, read when it is called for the first time.
  func body(of function: ONNXFunction) throws(FormatError) -> ONNXFunction.Body {
    if let body = bodies[function.identifier] { return body }
    let body = try ONNXFunction.Body(function, self)
    bodies[function.identifier] = body
    return body
  }

  /// A number that no other call has.
  func nextCall() -> Int {
    calls += 1
    return calls
  }

  /// Counts what a call adds.
  ///
  /// - Throws: `FormatError.unsupported` when functions make the model too large.
  func charge(_ bytes: Int, _ function: ONNXFunction) throws(FormatError) {
    budget -= bytes
    guard budget >= 0 else {
      throw .unsupported(
        path: path,
        reason: "its function \(function.identifier.name) makes it too large: inline it with onnx.inliner"
      )
    }
  }
}
