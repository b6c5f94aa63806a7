import Formats
import Foundation
import Interchange

/// One of ONNX's tests, and what our translation makes of it.
struct NodeCase {
  let name: String
  private let corpus: Corpus
  /// Whether to print why each way is refused.
  private let isVerbose: Bool

  init(_ name: String, _ corpus: Corpus, isVerbose: Bool = false) {
    self.name = name
    self.corpus = corpus
    self.isVerbose = isVerbose
  }

  enum Outcome: Equatable {
    /// Whether a network of ours had a result right, or the translation alone, which computes constants.
    case passed(byNetwork: Bool)
    case refused(String)
    case wrong(String)

    var isPassed: Bool { if case .passed = self { true } else { false } }

    /// A line of the manifest.
    var text: String {
      switch self {
      case .passed(let byNetwork): byNetwork ? "pass" : "pass as constants"
      case .refused(let reason): "refused: \(reason)"
      case .wrong(let what): "wrong: \(what)"
      }
    }
  }

  struct Report {
    var outcome: Outcome
    /// By how much results differ at most, relative to the largest number of each.
    var difference = 0.0

    init(_ outcome: Outcome = .passed(byNetwork: false)) { self.outcome = outcome }
  }

  /// The tolerances of ONNX's own runner; numbers in single precision are off by 10⁻⁷ of the largest one in any case.
  private static let (relative, absolute) = (1e-3, 1e-7)
  /// One step of a type with eight bits.
  private static let step = 0x1p-7

  /// Whether all results are right in one way at least and wrong in none.
  func run() throws -> Report {
    var report = Report()
    let graph: ForeignGraph
    do throws(FormatError) {
      guard let bytes = try? corpus.bytes("model.onnx", of: name) else {
        return Report(.refused("it has no model"))
      }
      graph = try ONNXFile(parsing: bytes, path: name).graph
    } catch { return Report(.refused(Self.reason(error))) }
    var set = 0
    while try corpus.bytes("test_data_set_\(set)/output_0.pb", of: name) != nil {
      do throws(FormatError) {
        try run(graph, set: set, &report)
      } catch { report.outcome = .refused(Self.reason(error)) }
      guard report.outcome.isPassed else { return report }
      set += 1
    }
    return set == 0 ? Report(.refused("it has no data")) : report
  }

  private func tensors(_ kind: String, set: Int) throws(FormatError) -> [ForeignTensor] {
    var result: [ForeignTensor] = []
    while let bytes = try? corpus.bytes("test_data_set_\(set)/\(kind)_\(result.count).pb", of: name) {
      result.append(try ONNXTensorFile(parsing: bytes, path: name).tensor)
    }
    return result
  }

  private func run(
    _ graph: ForeignGraph, set: Int, _ report: inout Report
  ) throws(FormatError) {
    let inputs = zip(try tensors("input", set: set), graph.inputs).map { $0.read(as: $1.element) }
    let expected = try tensors("output", set: set)
    guard expected.count <= graph.outputs.count else {
      report.outcome = .refused("its data are not those of its model")
      return
    }
    var isRight = Array(repeating: false, count: expected.count)
    var refusal: InterchangeError?
    for (bindings, initializersAreConstant) in Self.ways(inputs) {
      let outputs = GraphEvaluation.outputs(
        of: graph, inputs: inputs, bindings: bindings, initializersAreConstant: initializersAreConstant,
        path: name)
      for (position, tensor) in expected.enumerated() {
        switch outputs[position] {
        case .failure(let error):
          if refusal == nil, !isRight[position] { refusal = error }
          if isVerbose {
            print("\(name), \(graph.outputs[position]) with inputs as \(bindings): \(Self.reason(error))")
          }
        case .success(let output):
          if let fault = Self.fault(output, tensor, &report.difference) {
            let inputs = bindings.map { "\($0)" }.joined(separator: ", ")
            report.outcome = .wrong("\(graph.outputs[position]) with inputs as \(inputs): \(fault)")
            return
          }
          if output.kind == nil { report.outcome = .passed(byNetwork: true) }
          isRight[position] = true
        }
      }
    }
    if isRight.contains(false) { report.outcome = .refused(refusal.map(Self.reason) ?? "no reason") }
  }

  /// What inputs are taken for: all constants, the first of floats as samples, all of them, parameters alone.
  static func ways(_ inputs: [ForeignTensor]) -> [([GraphEvaluation.Binding], Bool)] {
    var result: [([GraphEvaluation.Binding], Bool)] = [(inputs.map { _ in .constant }, true)]
    let floats = inputs.indices.filter { inputs[$0].element.isFloat && inputs[$0].count > 0 }
    guard let first = floats.first else { return result }
    let parameters: [GraphEvaluation.Binding] = inputs.indices.map {
      floats.contains($0) ? .parameter : .constant
    }
    if let count = inputs[first].extents.first {
      var one = parameters
      one[first] = .samples(axis: 0)
      result.append((one, false))
      if inputs[first].extents.count > 2, inputs[first].extents[1] > 0 {
        // Sequences have their steps first.
        var other = parameters
        other[first] = .samples(axis: 1)
        result.append((other, false))
      }
      if floats.count > 1 {
        var alone: [GraphEvaluation.Binding] = inputs.map { _ in .constant }
        alone[first] = .samples(axis: 0)
        result.append((alone, false))
      }
      let alike = floats.filter { inputs[$0].extents.first == count }
      if alike.count > 1 {
        for position in alike { one[position] = .samples(axis: 0) }
        result.append((one, false))
      }
    }
    result.append((parameters, false))
    return result
  }

  /// What is wrong with a result, or nil.
  private static func fault(
    _ output: GraphEvaluation.Output, _ tensor: ForeignTensor, _ difference: inout Double
  ) -> String? {
    let isScalar = output.kind == nil && tensor.count == 1 && output.numbers.count == 1
    guard output.extents == tensor.extents || isScalar && output.extents.allSatisfy({ $0 == 1 }) else {
      return "its extents are \(output.extents), not \(tensor.extents)"
    }
    var tensor = tensor
    if output.kind == .float || output.kind == nil { tensor = tensor.read(as: .bfloat16) }
    let kind: GraphEvaluation.Output.Kind =
      tensor.element == .bool ? .boolean : tensor.element.isFloat ? .float : .integer
    if let own = output.kind, own != kind { return "its numbers are of the kind \(own), not \(kind)" }
    let numbers = tensor.doubles()
    let largest = numbers.reduce(0) { $1.isFinite ? max($0, abs($1)) : $0 }
    for (position, (found, wanted)) in zip(output.numbers, numbers).enumerated() {
      if found == wanted || found.isNaN && wanted.isNaN { continue }
      let relative = tensor.element == .bfloat16 ? step : relative
      guard abs(found - wanted) <= absolute * max(1, largest) + relative * abs(wanted) else {
        return "number \(position) is \(found), not \(wanted)"
      }
      if tensor.element == .float32 { difference = max(difference, abs(found - wanted) / max(largest, 1e-6)) }
    }
    return nil
  }

  private static func reason(_ error: InterchangeError) -> String {
    switch error {
    case .format(let error): reason(error)
    case .storage(let error): "\(error)"
    case .node(_, let node, let operation, let reason):
      node.isEmpty || node == operation ? "\(operation): \(reason)" : "\(operation) \(node): \(reason)"
    case .openExtent(_, let input, let extent, _): "the extent \(extent) of \(input) is open"
    case .network(_, let reason): reason
    case .graph(_, let error): "\(error)"
    }
  }

  private static func reason(_ error: FormatError) -> String {
    switch error {
    case .storage(let error): "\(error)"
    case .corrupt(_, let reason), .unsupported(_, let reason): reason
    }
  }
}

extension ForeignTensor {
  /// The tensor as the type that its model states: old tests keep `bfloat16` as `uint16`.
  fileprivate func read(as element: Element) -> ForeignTensor {
    guard self.element == .uint16, element == .bfloat16 else { return self }
    return ForeignTensor(.bfloat16, extents: extents, strides: strides, storage: storage, offset: offset)
      ?? self
  }
}
