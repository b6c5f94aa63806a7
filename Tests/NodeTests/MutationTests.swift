import Formats
import Foundation
import Interchange
import Testing

/// Models with changed bytes, and networks with changed settings: whatever they say, they are translated or refused.
extension NodeTests {
  /// Changed models for each case; the variable asks for more.
  private static let count =
    ProcessInfo.processInfo.environment["ONNX_NODE_TESTS_MUTATIONS"].flatMap(Int.init) ?? 2
  private static let seed =
    ProcessInfo.processInfo.environment["ONNX_NODE_TESTS_SEED"].flatMap(UInt64.init) ?? 1

  @Test func `changed models end in results or refusals`() throws {
    for corpus in Corpus.installed {
      var runs = 0
      for (number, name) in corpus.cases.enumerated() where Self.filter.map({ name.contains($0) }) ?? true {
        guard let model = try corpus.bytes("model.onnx", of: name),
          let original = try? ONNXFile(parsing: model, path: name).graph
        else { continue }
        let inputs = try Self.inputs(of: name, corpus)
        var draw = Draw(state: UInt64(number) &+ Self.seed &* 1_000_003)
        for change in 0..<Self.count {
          CrashReport.now(running: "\(name), change \(change)")
          if let graph = try? ONNXFile(parsing: ByteStorage(draw.changed(model.bytes)), path: name).graph {
            Self.run(graph, inputs)
            runs += 1
          }
          var tensors = inputs
          for index in tensors.indices where draw.isLucky(1, of: 3) {
            tensors[index] = draw.changed(tensors[index])
          }
          Self.run(draw.changed(original), tensors)
          runs += 1
          CrashReport.now(running: "")
        }
      }
      print("\(corpus): \(runs) changed models ended in results or refusals")
    }
  }

  private static func inputs(of name: String, _ corpus: Corpus) throws -> [ForeignTensor] {
    var inputs: [ForeignTensor] = []
    while let bytes = try corpus.bytes("test_data_set_0/input_\(inputs.count).pb", of: name),
      let tensor = try? ONNXTensorFile(parsing: bytes, path: name).tensor
    {
      inputs.append(tensor)
    }
    return inputs
  }

  /// Tries each way of taking the inputs.
  private static func run(_ graph: ForeignGraph, _ inputs: [ForeignTensor]) {
    for (bindings, initializersAreConstant) in NodeCase.ways(inputs) {
      _ = GraphEvaluation.outputs(
        of: graph, inputs: inputs, bindings: bindings, initializersAreConstant: initializersAreConstant,
        path: "changed")
    }
  }
}

/// Random changes; numbers of a linear congruential generator (Knuth's MMIX).
private struct Draw: RandomNumberGenerator {
  var state: UInt64

  mutating func next() -> UInt64 {
    state = state &* 6_364_136_223_846_793_005 &+ 1_442_695_040_888_963_407
    return (state ^ state >> 33) &* 0xff51_afd7_ed55_8ccd
  }

  mutating func isLucky(_ parts: Int, of all: Int) -> Bool { Int.random(in: 0..<all, using: &self) < parts }

  mutating func changed(_ original: [UInt8]) -> [UInt8] {
    var bytes = original
    for _ in 0..<Int.random(in: 1...4, using: &self) {
      let place = Int.random(in: 0..<bytes.count, using: &self)
      switch Int.random(in: 0..<3, using: &self) {
      case 0: bytes[place] = UInt8.random(in: 0...255, using: &self)
      case 1: bytes[place] ^= 1 << UInt8.random(in: 0..<8, using: &self)
      default: bytes[place] = [0, 1, 2, 0x7f, 0x80, 0xff].randomElement(using: &self) ?? 0
      }
    }
    return bytes
  }

  /// Integers that programs do not expect.
  mutating func integer() -> Int {
    let special = [0, 1, 2, 3, 5, 7, -1, -2, -5, 100, 1 << 20, 1 << 31, 1 << 40, 1 << 62, .max, .min]
    return special.randomElement(using: &self) ?? 0
  }

  private mutating func number() -> Double {
    let special = [0, 1, -1, 0.5, 2, 1e10, -1e10, 1e300, .infinity, -.infinity, .nan, 1e-300]
    return special.randomElement(using: &self) ?? 0
  }

  private mutating func changed(_ argument: ForeignGraph.Argument) -> ForeignGraph.Argument {
    switch argument {
    case .integer: return .integer(integer())
    case .number: return .number(number())
    case .list(var list):
      guard let index = list.indices.randomElement(using: &self), !isLucky(1, of: 3) else {
        return .list(isLucky(1, of: 2) ? Array(list.dropLast()) : list + [.integer(integer())])
      }
      list[index] = changed(list[index])
      return .list(list)
    case .tensor(let tensor): return .tensor(changed(tensor))
    default: return argument
    }
  }

  /// A tensor of other extents, with numbers of its type that programs do not expect.
  mutating func changed(_ tensor: ForeignTensor) -> ForeignTensor {
    var extents = tensor.extents
    if isLucky(1, of: 2) {
      extents = (0..<Int.random(in: 0...5, using: &self)).map { _ in
        [0, 1, 1, 2, 3, 4].randomElement(using: &self) ?? 1
      }
    } else if let axis = extents.indices.randomElement(using: &self) {
      extents[axis] = Int.random(in: 0...4, using: &self)
    }
    let count = extents.reduce(1, *)
    let isWild = isLucky(1, of: 2)
    var bytes: [UInt8] = []
    for index in 0..<count {
      let raw: UInt64
      switch tensor.element {
      case .float32: raw = UInt64(Float(isWild ? number() : Double(index % 7) - 2).bitPattern)
      case .float64: raw = (isWild ? number() : Double(index % 7) - 2).bitPattern
      case .float16, .bfloat16, .bool: raw = UInt64(isWild ? next() & 0x7fff : UInt64(index % 2))
      default: raw = UInt64(bitPattern: Int64(isWild ? integer() : index % 4))
      }
      for byte in 0..<tensor.element.size {
        bytes.append(UInt8(truncatingIfNeeded: raw >> (8 * UInt64(byte))))
      }
    }
    return ForeignTensor(tensor.element, extents: extents, storage: ByteStorage(bytes)) ?? tensor
  }

  private static let operations = [
    "Add", "Conv", "MatMul", "Softmax", "Reshape", "Transpose", "Concat", "Slice", "Gather", "Pad", "Resize",
    "LSTM",
    "MaxPool", "Expand", "Tile", "ReduceMean", "Squeeze", "Unsqueeze", "Split", "Where", "CumSum", "TopK",
    "OneHot",
    "ScatterND", "GatherND", "Trilu", "LayerNormalization", "Attention", "Einsum", "Flatten", "Shape",
    "Range",
  ]

  /// A graph with another setting, input or operation in one of its nodes.
  mutating func changed(_ graph: ForeignGraph) -> ForeignGraph {
    var nodes = graph.nodes
    var stored = graph.stored
    for _ in 0..<Int.random(in: 0...2, using: &self) {
      guard let index = nodes.indices.randomElement(using: &self) else { break }
      let node = nodes[index]
      var (operation, inputs, attributes) = (node.operation, node.inputs, node.attributes)
      switch Int.random(in: 0..<6, using: &self) {
      case 0: operation = Self.operations.randomElement(using: &self) ?? operation
      case 1: inputs.shuffle(using: &self)
      case 2: if !inputs.isEmpty { inputs.removeLast() }
      case 3: inputs.append(inputs.randomElement(using: &self) ?? .none)
      default:
        for key in attributes.keys.sorted() where isLucky(1, of: 2) {
          attributes[key] = attributes[key].map { changed($0) }
        }
        if isLucky(1, of: 3) {
          let key =
            ["axis", "axes", "keepdims", "group", "k", "perm", "pads", "strides"].randomElement(using: &self)
            ?? "axis"
          attributes[key] =
            isLucky(1, of: 2) ? .integer(integer()) : .list([.integer(integer()), .integer(integer())])
        }
      }
      nodes[index] = ForeignGraph.Node(
        name: node.name, operation: operation, inputs: inputs, attributes: attributes, outputs: node.outputs)
    }
    for key in stored.keys.sorted() where isLucky(1, of: 4) {
      if let own = stored[key] {
        stored[key] = ForeignGraph.Stored(name: own.name, tensor: changed(own.tensor), kind: own.kind)
      }
    }
    return ForeignGraph(
      dialect: graph.dialect, nodes: nodes, inputs: graph.inputs, stored: stored,
      storedOrder: graph.storedOrder,
      outputs: graph.outputs, stated: graph.stated, producer: graph.producer)
  }
}
