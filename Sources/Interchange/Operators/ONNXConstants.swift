import Formats

/// Operators of ONNX on constants alone: what shapes, masks, windows and tables of a program are made with.
enum ONNXConstants {
  typealias Function = @Sendable (ConstantCall) throws(Refusal) -> [ConstantTensor?]

  /// The results of a node whose inputs are all constants; nil for any other node, and for operators that other tables have.
  static func results(of call: ONNXCall) throws(Refusal) -> [Traced]? {
    for table in [choices, scattering, numbers, windows, resampling, signals, recurrent, attention, losses] {
      guard let function = table[call.name] else { continue }
      guard let own = try ConstantCall(call) else { return nil }
      return try function(own).map { $0.map(Traced.constant) ?? .absent }
    }
    return nil
  }
}

/// A call whose inputs are constants, none of which depends on the number of samples.
struct ConstantCall {
  let call: ONNXCall
  /// By position; nil where an optional input is not given.
  let inputs: [ConstantTensor?]

  /// Nil where an input is no such constant.
  init?(_ call: ONNXCall) throws(Refusal) {
    var inputs: [ConstantTensor?] = []
    for position in call.node.inputs.indices {
      let value = try call.tensor(position)
      if case .absent = value {
        inputs.append(nil)
      } else if let tensor = call.translation.constant(value), tensor.multiples == nil,
        tensor.batchAxis == nil, !tensor.varies
      {
        inputs.append(tensor)
      } else {
        return nil
      }
    }
    guard !inputs.isEmpty else { return nil }
    self.call = call
    self.inputs = inputs
  }

  /// An input that has to be given.
  subscript(position: Int) -> ConstantTensor {
    get throws(Refusal) {
      guard let tensor = optional(position) else { throw Refusal("its input \(position) is missing") }
      return tensor
    }
  }

  func optional(_ position: Int) -> ConstantTensor? {
    inputs.indices.contains(position) ? inputs[position] : nil
  }

  /// An optional input, or zeros.
  func optional(_ position: Int, orZerosOf extents: [Int]) throws(Refusal) -> ConstantTensor {
    guard let tensor = optional(position) else { return try .filled(0, .float, extents: extents) }
    return tensor
  }

  /// An attribute, or what it is where it is not given.
  func integer(_ name: String, or usual: Int) throws(Refusal) -> Int { try call.integer(name) ?? usual }

  func number(_ name: String, or usual: Double) throws(Refusal) -> Double { try call.number(name) ?? usual }

  /// The axis that an attribute names.
  func axis(of tensor: ConstantTensor, or usual: Int) throws(Refusal) -> Int {
    try tensor.axis(try call.integer("axis") ?? usual)
  }
}
