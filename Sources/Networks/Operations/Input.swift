import Tensors

/// Numbers that come from outside: the samples, or another column of them such as token ids.
///
/// In files images have the fields `channels`, `height` and `width`; any other input its extents for one sample, without
/// the batch, and `"element": "index"` for integers.
package struct Input: OperationKind {
  package static let kind = "input"

  package let shape: ValueShape

  package init(_ shape: ValueShape) { self.shape = shape }

  package var arity: ClosedRange<Int> { 0...0 }

  package func outputShape(of _: [ValueShape]) -> ValueShape? { shape }

  package func rules(node: Int, inputs _: [Int]) -> any NodeRules { InputRules(node, shape) }

  private enum CodingKeys: CodingKey {
    case extents
    case element
  }

  package init(from decoder: any Decoder) throws {
    let container = try decoder.container(keyedBy: CodingKeys.self)
    guard let extents = try container.decodeIfPresent([Int].self, forKey: .extents) else {
      shape = ValueShape(try SampleShape(from: decoder))
      return
    }
    let element = try container.decodeIfPresent(String.self, forKey: .element)
    guard element == nil || element == "index", !extents.isEmpty else {
      throw DecodingError.dataCorruptedError(
        forKey: .element, in: container, debugDescription: "no samples consist of \(element ?? "nothing")")
    }
    shape = ValueShape([1] + extents, element: element == nil ? .float32 : .int32)
  }

  package func encode(to encoder: any Encoder) throws {
    guard !shape.isImage else { return try shape.sample.encode(to: encoder) }
    var container = encoder.container(keyedBy: CodingKeys.self)
    try container.encode(Array(shape.extents.dropFirst()), forKey: .extents)
    if shape.element == .int32 { try container.encode("index", forKey: .element) }
  }
}

extension Operation {
  /// Images, or vectors as images of one pixel.
  package static func input(_ shape: SampleShape) -> Operation { Operation(Input(ValueShape(shape))) }

  /// Samples of any rank: `extents` for one sample, without the batch.
  package static func input(_ extents: [Int], _ element: ElementType = .float32) -> Operation {
    Operation(Input(ValueShape([1] + extents, element: element)))
  }
}

private final class InputRules: NodeRules {
  private let node: Int
  private let shape: ValueShape

  init(_ node: Int, _ shape: ValueShape) {
    self.node = node
    self.shape = shape
  }

  func forward(_ plan: PlanCompiler) throws(KernelError) -> Memory {
    let memory = try plan.schedule.reserve(
      .plain(shape.extents(batch: plan.batch), shape.element), persistent: true)
    plan.inputs[node] = memory
    return memory
  }

  func tangent(_: PlanCompiler) throws(KernelError) -> Memory? { nil }

  func backward(_: Memory, _: PlanCompiler) throws(KernelError) -> [Memory?] { [] }

  func tangentBackward(_: Memory, _: Memory?, _: PlanCompiler) throws(KernelError) -> [Memory?] { [] }
}
