import Formats
import Interchange

/// What a file of another program holds, without translating it.
struct ForeignReport: FileReport {
  private struct Tensor: Encodable {
    let name: String
    let shape: [Int]
    let element: String
  }

  private struct Global: Encodable {
    let path: String
    /// Whether it is one that weights need; others may be anything, and are never called.
    let isKnown: Bool
  }

  private struct Entry: Encodable {
    let key: String
    let content: String
  }

  private let kind: String
  private let producer: String?
  /// What the network is called, where names and shapes tell.
  private let family: String?
  /// What the weights do not say of it.
  private let assumptions: [String]
  /// Why weights that are named like a known network's are not of one.
  private let mismatch: String?
  private let inputs: [String]
  /// Extents that are open beside the number of samples, each with its input.
  private let openExtents: [String]
  private let outputs: [String]
  /// Numbers of floating point; those that are stored once under several names count once.
  private let parameterCount: Int
  /// What is to be known of the weights.
  private let remarks: [String]
  private let tensors: [Tensor]
  private let operations: [String: Int]
  private let globals: [Global]
  private let entries: [Entry]

  init(_ file: ForeignModelFile, path: String) throws(FormatError) {
    kind = file.format
    let graph = file.graph
    producer = graph?.producer
    var recognized: NetworkFamilies.Recognized?
    var problem: String?
    do throws(InterchangeError) {
      recognized = try NetworkFamilies.recognize(file, path: path)
    } catch {
      if case .network(_, let reason) = error { problem = reason }
    }
    (family, assumptions, mismatch) = (recognized?.title, recognized?.assumptions ?? [], problem)
    inputs = graph?.inputs.map { "\($0.name) \(Self.text($0.extents))" } ?? []
    openExtents =
      graph?.openExtents.map { "\($0.extents.joined(separator: ", ")) of \($0.input)" } ?? []
    outputs = graph?.outputs ?? []
    operations = graph?.nodes.reduce(into: [:]) { $0[$1.operation, default: 0] += 1 } ?? [:]
    var found: [(String, ForeignTensor)] = []
    var (globals, entries): ([Global], [Entry]) = ([], [])
    switch file {
    case .torchExport, .onnx:
      found =
        graph.map { graph in
          graph.storedOrder.compactMap { key in
            graph.stored[key].flatMap { $0.kind == .constant ? nil : ($0.name, $0.tensor) }
          }
        } ?? []
    case .safetensors(let file):
      found = file.names.compactMap { name in file.tensors[name].map { (name, $0) } }
    case .torchWeights(let file):
      globals = file.globals.map { Global(path: $0.path, isKnown: $0.isKnown) }
      entries = file.summary.map { Entry(key: $0.key, content: $0.kind) }
      // A file of several networks, or of none, is still worth a report.
      found = (try? file.weights())?.map { ($0.name, $0.tensor) } ?? []
    }
    tensors = found.map { Tensor(name: $0.0, shape: $0.1.extents, element: $0.1.element.rawValue) }
    var seen: Set<ForeignTensor.View> = []
    parameterCount = found.reduce(0) { sum, entry in
      let counts = entry.1.element.isFloat && seen.insert(entry.1.view).inserted
      return sum + (counts ? entry.1.count : 0)
    }
    remarks = graph.flatMap { FoldedNormalization($0).remark }.map { [$0] } ?? []
    self.globals = globals
    self.entries = entries
  }

  private static func text(_ extents: [ForeignGraph.Extent]?) -> String {
    guard let extents else { return "of unknown shape" }
    return "["
      + extents.map { extent in
        switch extent {
        case .fixed(let number): "\(number)"
        case .symbol(let name): name
        }
      }.joined(separator: ", ") + "]"
  }

  /// Lines of a list at most.
  private static let longest = 40

  var text: String {
    var lines = [kind + (producer.map { ", written by \($0)" } ?? ""), ""]
    if let family { lines.append("family       \(family)") }
    if let mismatch { lines.append("family       \(mismatch)") }
    for (index, assumption) in assumptions.enumerated() {
      lines.append("\(index == 0 ? "assumed" : "       ")      \(assumption)")
    }
    for input in inputs { lines.append("input        \(input)") }
    if !openExtents.isEmpty {
      lines.append(
        "open         \(openExtents.joined(separator: "; ")): taken from the data, named with --data")
    }
    if !outputs.isEmpty { lines.append("outputs      \(outputs.joined(separator: ", "))") }
    lines.append("numbers      \(parameterCount.grouped) in \(tensors.count.grouped) tensors")
    lines += remarks.map { "remark       \($0)" }
    if !entries.isEmpty {
      lines += ["", "content"] + entries.prefix(Self.longest).map { "  \($0.key): \($0.content)" }
    }
    let strange = globals.filter { !$0.isKnown }
    if !strange.isEmpty {
      lines += [
        "",
        "names of code in the file that weights do not need; nothing of it is run here, but torch.load would run it",
      ]
      lines += strange.prefix(Self.longest).map { "  \($0.path)" }
    }
    if !operations.isEmpty {
      lines += ["", "operations"]
      let sorted = operations.sorted { ($1.value, $0.key) < ($0.value, $1.key) }
      lines += sorted.map { "\($0.value.grouped.padded(to: 8, right: true))  \($0.key)" }
    }
    lines += ["", "tensors"]
    lines += tensors.prefix(Self.longest).map { tensor in
      "  \(tensor.name)  \(tensor.shape.map(String.init).joined(separator: "×"))  \(tensor.element)"
    }
    if tensors.count > Self.longest {
      lines.append("  and \((tensors.count - Self.longest).grouped) more; --json lists all")
    }
    return lines.map(\.trimmed).joined(separator: "\n")
  }
}
