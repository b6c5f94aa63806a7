import Data
import Probing
import Storage
import Surfaces
import Training

/// A file that a picture was drawn from, and what was in it.
struct RecordedInput: Codable, Hashable {
  let path: String
  let digest: Digest

  init(_ path: String, _ bytes: [UInt8]) {
    self.path = path
    digest = Digest(of: bytes)
  }
}

/// Where surfaces come from: their own files, or checkpoints, which are probed when there is no surface yet.
struct SurfaceSource {
  /// What to compute where there is no surface; nil for nothing.
  let probing: ProbingOptions?
  /// What is said of networks of other programs; nil where a command has no such options.
  let importing: ImportOptions?
  /// What models are measured on.
  let data: DataChoice
  /// Whether checkpoints are probed along a line, into a file of its own.
  var isLine = false
  /// What the axes run along where files give them; set by the command, also where a picture is drawn again.
  var axes: AxesChoice?
  /// One of many planes along random directions, which has a file of its own; nil for the one plane of a network.
  var plane: NumberedPlane?

  /// A plane by its seed, and points along each axis unless the user says how many.
  struct NumberedPlane {
    let seed: UInt64
    let points: Int
  }

  /// What batch normalization uses, of lines that are drawn in several ways; as the options say when nil.
  var mode: BatchNormalizationMode?
  let force: Bool
  let isQuiet: Bool
  /// The files read so far.
  private(set) var inputs: [RecordedInput] = []

  /// What may be done where a picture is drawn again; nil where it is drawn for the first time.
  let replay: Replay?

  /// Whether a picture is drawn again, for which nothing may be computed.
  var isVerifying: Bool { replay != nil }

  /// - Parameter importing: what is said of networks of other programs, where that is not among the options of probing.
  init(
    probing: ProbingOptions?, importing: ImportOptions? = nil, data: DataChoice = DataChoice(),
    isQuiet: Bool = false,
    replay: Replay? = nil
  ) {
    self.probing = probing
    self.importing = probing?.importing ?? importing
    self.data = data
    self.isQuiet = isQuiet
    self.replay = replay
    force = probing?.force ?? false
  }

  /// The surface in a file, or the one that belongs to a checkpoint, computed if it is not there yet.
  mutating func surface(from input: String) throws -> Surface {
    if try NetworkFile.isForeign(input) { return try surface(of: network(input)) }
    let file = try read(input)
    switch FileKind(file) {
    case .surface:
      let surface = try Self.drawable(file, input)
      if surface.missing == surface.count {
        throw Failure(.data, "\(input): no point is computed yet; finish it with 'landscape probe'")
      }
      return surface
    case .checkpoint, .model: return try surface(of: NetworkFile(file, path: input))
    case .trajectory, .connection, nil:
      throw Failure(
        .data, "\(input): neither a checkpoint nor a surface; see what it is with 'landscape inspect'")
    }
  }

  /// The surface that belongs to a network, computed if it is not there yet.
  private mutating func surface(of network: NetworkFile) throws -> Surface {
    let path = surfacePath(of: network.path)
    try FileRoles(
      reads: [FileRoles.File("the checkpoint", network.path)] + (axes?.files(beside: network.path) ?? []),
      writes: [FileRoles.File("its surface", path)]
    ).check()
    _ = try surface(of: network, at: path)
    return try Self.drawable(read(path), path)
  }

  /// The line or plane in a file that has been read.
  static func drawable(_ file: TensorFile, _ path: String) throws -> Surface {
    let surface = try attempt { try Surface(file, path: path) }
    guard surface.isLineOrPlane else {
      throw Failure(
        .data,
        "\(path): has \(surface.grid.dimensions) directions or no axes; only lines and planes can be drawn")
    }
    return surface
  }

  /// Where the surface that belongs to a checkpoint lies.
  private func surfacePath(of checkpoint: String) -> String {
    if let plane { return "\(checkpoint.belonging("planes"))/\(plane.seed).surface" }
    return Self.surfacePath(of: checkpoint, isLine: isLine, along: axes, recalibrates: mode == .recalibrate)
  }

  /// Where the surface that belongs to a checkpoint lies.
  ///
  /// - Parameters:
  ///   - axes: what it is along where files give that, for which it has a file of its own.
  ///   - recalibrates: whether batch normalization does, of a line to another network.
  static func surfacePath(
    of checkpoint: String, isLine: Bool = false, along axes: AxesChoice? = nil, recalibrates: Bool = false
  ) -> String {
    checkpoint.belonging(
      axes?.ending(recalibrates: recalibrates) ?? (isLine ? "line" : FileKind.surface.rawValue))
  }

  /// The files that are read for inputs: themselves, surfaces that lie beside checkpoints, and what the axes run along.
  static func files(
    of inputs: [String], isLine: Bool = false, along axes: AxesChoice? = nil
  ) -> [FileRoles.File] {
    inputs.flatMap { input in
      [
        FileRoles.File("the input", input),
        FileRoles.File(
          "the surface of \(input.fileName)", surfacePath(of: input, isLine: isLine, along: axes)),
      ] + (axes?.files(beside: input) ?? [])
    }
  }

  /// The bytes of a file, which is noted among the inputs.
  mutating func bytes(of path: String) throws -> [UInt8] {
    try replay?.checkInput(path)
    let bytes = try attempt { try FileBytes.read(path) }
    let input = RecordedInput(path, bytes)
    if !inputs.contains(input) { inputs.append(input) }
    return bytes
  }

  /// The network in a file.
  mutating func network(_ path: String) throws -> NetworkFile {
    guard try NetworkFile.isForeign(path) else { return try NetworkFile(read(path), path: path) }
    _ = try bytes(of: path)
    if let graph = importing?.graph, !inputs.contains(where: { $0.path == graph }) {
      _ = try bytes(of: graph)
    }
    return try NetworkFile.read(
      path, importing, data: data, surface: surfacePath(of: path))
  }

  private mutating func read(_ path: String) throws -> TensorFile {
    try replay?.checkInput(path)
    // Before its bytes, because it refuses a pipe, whose bytes might never come.
    let file = try attempt { try TensorFile.read(path) }
    _ = try bytes(of: path)
    return file
  }

  private func surface(of network: NetworkFile, at path: String) throws -> Surface {
    guard let probing, !isVerifying else {
      try replay?.checkInput(path)
      guard isVerifying || FileBytes.exists(path) else {
        throw Failure(
          .noInput,
          "\(network.path): its surface \(path) is not there; compute it with "
            + "'\(Program.command(["probe", network.path]))'")
      }
      let found = try Self.drawable(attempt { try TensorFile.read(path) }, path)
      try check(found, at: path, belongsTo: network)
      return found
    }
    var options = try probing.resolve(asLine: isLine, along: axes)
    if let mode { options.batchNormalization = mode }
    if let plane {
      options.seed = plane.seed
      if probing.x == nil, probing.y == nil, let axis = try? Axis(lower: -1, upper: 1, count: plane.points) {
        options.grid = .axes([axis, axis])
      }
    }
    if !probing.isSpecific, axes == nil, plane == nil, !force, FileBytes.exists(path) {
      let found = try Self.drawable(attempt { try TensorFile.read(path) }, path)
      try check(found, at: path, belongsTo: network)
      if data.isGiven { try check(found, at: path, isOf: network, on: data) }
      if found.missing == 0 { return found }
      let workers = options.workers
      options = try attempt { try ProbeOptions(continuing: found, from: path) }
      options.workers = workers
    }
    return try ProbeRun.run(
      network, options, along: axes, importing: importing, on: data, to: path,
      savingDirectionsTo: probing.saveDirections, overwrite: force, isQuiet: isQuiet)
  }

  /// Makes sure that a surface is of the data that the user names.
  private func check(
    _ surface: Surface, at path: String, isOf network: NetworkFile, on choice: DataChoice
  ) throws {
    let data = try network.measured(
      on: choice, split: Split(rawValue: surface.provenance.split) ?? .train, isQuiet: isQuiet)
    let made = surface.provenance
    guard made.dataDigest != data.samples.digest || made.loss != data.model.loss.rawValue else { return }
    throw Failure(
      .cannotCreate,
      "\(path): made from other data than \(data.title), or of another loss; --force to recompute it, or remove it"
    )
  }

  private func check(
    _ surface: Surface, at path: String, belongsTo network: NetworkFile
  ) throws {
    guard try !network.isNetwork(of: surface) else { return }
    // Commands that compute no surface have no --force.
    let fix =
      probing == nil
      ? "compute it again with '\(Program.command(["probe", network.path, "--force"]))'"
      : "--force to recompute it, or remove it"
    throw Failure(.cannotCreate, "\(path): made from another checkpoint than \(network.path); \(fix)")
  }
}
