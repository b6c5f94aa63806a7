import Formats
import Testing

@testable import Interchange

/// Masks for all positions that a language model could have, of which it uses some.
@Suite struct LargeMaskTests {
  /// A causal mask, `j ≤ i`, of which the first 32 rows are written.
  private func mask(_ count: Int) throws -> ForeignTensor {
    var bytes = [UInt8](repeating: 0, count: count * count)
    for row in 0..<32 { for column in 0...row { bytes[row * count + column] = 1 } }
    return try #require(
      ForeignTensor(.bool, extents: [1, 1, count, count], storage: ByteStorage(bytes)))
  }

  private func integers(_ numbers: [Int64]) throws -> ForeignTensor {
    let bytes = numbers.flatMap { number in withUnsafeBytes(of: number.littleEndian) { Array($0) } }
    return try #require(ForeignTensor(.int64, extents: [numbers.count], storage: ByteStorage(bytes)))
  }

  private func translation(
    _ dialect: ForeignGraph.Dialect, _ nodes: [ForeignGraph.Node],
    _ tensors: KeyValuePairs<String, (ForeignTensor, ForeignGraph.Stored.Kind)>
  ) -> Translation {
    let stored = tensors.map {
      ($0.key, ForeignGraph.Stored(name: $0.key, tensor: $0.value.0, kind: $0.value.1))
    }
    let graph = ForeignGraph(
      dialect: dialect, nodes: nodes, inputs: [], stored: Dictionary(uniqueKeysWithValues: stored),
      storedOrder: stored.map(\.0), outputs: ["part"])
    let translation = Translation(graph, fixedBatch: nil)
    translation.run(path: "test") { node, translation throws(Refusal) in
      switch dialect {
      case .torch: try TorchOperators.results(of: node, translation)
      case .onnx: try ONNXOperators.results(of: node, translation)
      }
    }
    return translation
  }

  /// Rows 2 to 6 and columns 0 to 7 by the definition.
  private func check(_ translation: Translation, sourceLocation: SourceLocation = #_sourceLocation) throws {
    guard case .constant(let part) = try translation.value(named: "part") else {
      Issue.record("a part of a mask is no constant", sourceLocation: sourceLocation)
      return
    }
    #expect(part.extents == [1, 1, 5, 8], sourceLocation: sourceLocation)
    let expected = (2..<7).flatMap { row in (0..<8).map { $0 <= row ? 1.0 : 0 } }
    #expect(part.numbers == expected, sourceLocation: sourceLocation)
  }

  /// The whole of a mask for 8,200 positions is more than a constant can be.
  @Test(arguments: [4096, 8200]) func `ONNX reads the part of a mask that is sliced`(count: Int) throws {
    let same = ForeignGraph.Node(
      name: "same", operation: "Identity", inputs: [.value("mask")], outputs: ["again"])
    let node = ForeignGraph.Node(
      name: "slice", operation: "Slice",
      inputs: [.value("again"), .value("starts"), .value("ends"), .value("axes")], outputs: ["part"])
    try check(
      translation(
        .onnx(opsets: ["": 17]), [same, node],
        [
          "mask": (mask(count), .unknown), "starts": (integers([2, 0]), .unknown),
          "ends": (integers([Int64(7 - count), 8]), .unknown), "axes": (integers([2, -1]), .unknown),
        ]))
  }

  @Test func `PyTorch's slices follow one another`() throws {
    func slice(_ source: String, _ result: String, _ dim: Int, _ start: Int, _ end: Int) -> ForeignGraph.Node
    {
      ForeignGraph.Node(
        name: result, operation: "aten.slice.Tensor",
        inputs: [.value(source), .integer(dim), .integer(start), .integer(end)],
        attributes: ["dim": .integer(dim), "start": .integer(start), "end": .integer(end)],
        outputs: [result])
    }
    let nodes = [
      slice("mask", "a", 0, 0, .max), slice("a", "b", 1, 0, .max), slice("b", "c", 2, 2, 7),
      slice("c", "part", 3, 0, 8),
    ]
    try check(translation(.torch, nodes, ["mask": (mask(8200), .buffer)]))
  }

  @Test func `a constant that is too large is refused where all of it is read`() throws {
    let node = ForeignGraph.Node(
      name: "not", operation: "Not", inputs: [.value("mask")], outputs: ["part"])
    // 8,200² is more than 2²⁶.
    let found = try translation(.onnx(opsets: ["": 17]), [node], ["mask": (mask(8200), .unknown)])
    let error = #expect(throws: Refusal.self) { try found.value(named: "part") }
    guard case .node(_, "not", "Not", let reason)? = error?.cause else {
      Issue.record("\(String(describing: error)) names no node")
      return
    }
    #expect(reason.contains("[1, 1, 8200, 8200] is too large"))
  }
}
