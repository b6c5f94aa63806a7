import Models
import Networks
import Storage
import Surfaces

/// A curve of low loss between two networks, as a file: its knots, the networks at both ends among them, and where these come
/// from.
package struct ConnectionFile: Sendable {
  /// What the file says it is, under `format` in its metadata.
  package static let format = "landscape-connection-1"

  /// Everything but the knots.
  package struct Description: Codable, Hashable, Sendable {
    package let kind: CurveKind
    /// File names of the networks at 0 and 1.
    package let start: String
    package let end: String
    /// Digests of both networks' parameters as they are at the ends, after any permutation.
    package let startDigest: Digest
    package let endDigest: Digest
    /// Whether the units of the second network were permuted to be like those of the first.
    package let isAligned: Bool
    package let program: String
    package let command: String?

    package init(
      kind: CurveKind, start: String, end: String, startDigest: Digest, endDigest: Digest,
      isAligned: Bool, program: String, command: String?
    ) {
      self.kind = kind
      self.start = start
      self.end = end
      self.startDigest = startDigest
      self.endDigest = endDigest
      self.isAligned = isAligned
      self.program = program
      self.command = command
    }
  }

  package let description: Description
  /// Parameter vectors from the one end to the other.
  package let knots: [[Float]]

  package init(_ description: Description, knots: [[Float]]) {
    precondition(knots.count > 2, "a curve without a bend")
    self.description = description
    self.knots = knots
  }

  /// Writes the tensor `knots` (`[knot, parameter]`), replacing the file as a whole.
  ///
  /// - Throws: what `AtomicFile.replace` throws.
  package func write(to path: String) throws(StorageError) {
    var file = TensorFile(
      metadata: ["format": Self.format, "connection": JSONText.encode(description)])
    file.add("knots", shape: [knots.count, knots[0].count], knots.flatMap(\.self))
    try file.write(to: path)
  }

  /// Reads a connection.
  ///
  /// - Throws: `StorageError`; `foreign` when the file is something else.
  package static func read(_ path: String) throws(StorageError) -> ConnectionFile {
    let file = try TensorFile.read(path)
    guard file.metadata["format"] == format else { throw .foreign(path: path, expected: "connection") }
    let description: Description = try file.value("connection", path: path)
    guard let entry = file.entry("knots"), entry.shape.count == 2, entry.shape[0] > 2, entry.shape[1] > 0
    else { throw .corrupt(path: path, reason: "it has no knots") }
    let (count, width) = (entry.shape[0], entry.shape[1])
    let numbers = try file.floats("knots")
    return ConnectionFile(
      description, knots: (0..<count).map { Array(numbers[$0 * width..<($0 + 1) * width]) })
  }

  /// The curve as a subspace of the network at its start.
  ///
  /// - Parameter name: of the file, for errors.
  /// - Throws: `ProbingError.unusableDirection` of another network.
  package func subspace(from model: Model, named name: String) throws(ProbingError) -> Subspace {
    guard model.digest == description.startDigest else {
      throw .unusableDirection(name: name, .otherStart(description.start))
    }
    guard knots.allSatisfy({ $0.count == model.parameters.count }) else {
      throw .storage(.corrupt(path: name, reason: "its knots are not as long as the network's parameters"))
    }
    let last = Double(knots.count - 1)
    return try Subspace(
      of: model, along: description.kind, times: knots.indices.map { Double($0) / last },
      knots: [nil] + knots.dropFirst().map(Optional.some),
      named:
        "\(description.kind == .bezier ? "Bézier curve" : "polygonal chain") from \(description.start) (0) "
        + "to \(description.end)\(description.isAligned ? ", aligned" : "") (1)", movingStatistics: false)
  }
}
