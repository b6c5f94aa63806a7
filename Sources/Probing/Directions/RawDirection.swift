import Evaluation
import Models
import Networks
import Numerics
import Storage
import Surfaces
import Tensors

/// A direction in parameter space before normalization.
package struct RawDirection: Hashable, Sendable {
  package let source: DirectionSource
  /// One number per parameter, in the order of the layout.
  package let components: [Float]

  private init(_ source: DirectionSource, _ components: [Float]) {
    self.source = source
    self.components = components
  }

  /// Whether normalization scales it: not where coordinates have a meaning of their own, as differences from trained weights
  /// or steps towards another model.
  package var isScaled: Bool {
    switch source {
    case .weight, .model, .through, .curve: false
    case .seed, .principal, .eigenvector, .file: true
    }
  }

  /// A direction drawn from N(0, 1), block by block from streams of their own; blocks whose role is neither weight nor
  /// included are zero.
  ///
  /// - Parameters:
  ///   - streams: the number of each block's stream; that of the block when nil. See `streams(of:)`.
  ///   - tensors: what each block is in its file, for the blocks that `FilterRule.leading` perturbs.
  package init(
    seed: UInt64, layout: ParameterLayout, including included: Set<IncludedRole> = [], streams: [Int]? = nil,
    tensors: [ParameterOrigin]? = nil
  ) {
    var components = [Float](repeating: 0, count: layout.count)
    for (index, block) in layout.blocks.enumerated() {
      let moves =
        tensors.map { Direction.movesByTensor(block, $0[index]) } ?? Direction.moves(block, included)
      guard moves else { continue }
      var generator = SeededGenerator(seed: seed, for: .direction(block: streams?[index] ?? index))
      for i in block.range { components[i] = Float(generator.normal()) }
    }
    self.init(.seed(number: seed), components)
  }

  /// The stream of each block of an imported model: weights are counted among weights and other blocks among those of their
  /// role, so that a network has the same directions in every format, whatever an exporter folds or adds.
  ///
  /// Nil for a network that was trained here, whose blocks are always the same.
  package static func streams(of model: Model) -> [Int]? {
    guard model.imported != nil else { return nil }
    var counts: [String: Int] = [:]
    let roles = [
      "weight", "bias", "normalization scale", "normalization shift", "activation slope", "offset",
    ]
    return ParameterLayout(model.graph).blocks.map { block in
      let name = block.role.name
      let number = counts[name, default: 0]
      counts[name] = number + 1
      return number + (roles.firstIndex(of: name) ?? roles.count) << 24
    }
  }

  /// The direction of one parameter of a model alone.
  ///
  /// - Throws: `ProbingError` `unknownBlock` or `invalidOption` when there is no such parameter.
  package init(_ address: WeightAddress, of model: Model) throws(ProbingError) {
    let layout = ParameterLayout(model.graph)
    let offset = try address.offset(in: layout)
    var components = [Float](repeating: 0, count: layout.count)
    components[offset] = 1
    let value = Double(model.parameters[offset])
    self.init(.weight(address: address.description, value: value), components)
  }

  /// The way from a model to another one of the same network, `θ₂ − θ`.
  ///
  /// - Parameters:
  ///   - name: what to call the other model.
  ///   - movesStatistics: whether running statistics of batch normalization move as well. They are no weights that training
  ///     descends on; where they stay, the other end is the other model only if statistics are recalibrated.
  /// - Throws: `ProbingError.unusableDirection`.
  package init(
    from model: Model, toward other: Model, named name: String, movingStatistics movesStatistics: Bool = false
  ) throws(ProbingError) {
    let (layout, blocks) = (ParameterLayout(model.graph), ParameterLayout(other.graph).blocks)
    if let difference = NetworkDifference(layout, ParameterLayout(blocks: blocks)) {
      throw .unusableDirection(name: name, .differentNetwork(difference))
    }
    // Constants are part of the network, and no direction leads from one network to another.
    for block in layout.blocks where block.role == .constant {
      guard model.parameters[block.range] == other.parameters[block.range] else {
        throw .unusableDirection(name: name, .otherNetwork)
      }
    }
    var components = [Float](repeating: 0, count: layout.count)
    for block in layout.blocks where block.role.moves(movesStatistics) {
      for i in block.range { components[i] = other.parameters[i] - model.parameters[i] }
    }
    self.init(.model(name: name, digest: other.digest, movesStatistics: movesStatistics), components)
    try checkUse(as: name)
  }

  /// A principal component of the moments of a trajectory around a model, that is of the differences `θᵢ − θ`, of length 1.
  ///
  /// Li et al. 2018, arXiv:1712.09913, §7.2.
  ///
  /// - Parameters:
  ///   - number: which one, counted from 1 by explained variance.
  ///   - name: what to call the trajectory.
  ///   - movesStatistics: whether running statistics of batch normalization take part.
  /// - Throws: `ProbingError.unusableDirection`.
  package init(
    principal number: Int, of trajectory: Trajectory, named name: String, around model: Model,
    movingStatistics movesStatistics: Bool = false
  ) throws(ProbingError) {
    let layout = ParameterLayout(model.graph)
    guard trajectory.parameterCount == layout.count else {
      throw .unusableDirection(
        name: name, .otherCount(expected: layout.count, found: trajectory.parameterCount))
    }
    let fixed = layout.blocks.filter { !$0.role.moves(movesStatistics) }.map(\.range)
    let found: PrincipalComponents
    do throws(StorageError) {
      found = try PrincipalComponents(of: [trajectory], around: model.parameters, leavingOut: fixed)
    } catch { throw .storage(error) }
    guard (1...max(1, found.count)).contains(number), found.count > 0 else {
      throw .unusableDirection(name: name, .tooFew(asked: number, found: found.count))
    }
    try self.init(principal: number, of: found, named: name)
  }

  /// A principal component that has been found, counted from 1.
  ///
  /// - Throws: `ProbingError` `storage` or `unusableDirection`.
  init(principal number: Int, of found: PrincipalComponents, named name: String) throws(ProbingError) {
    let components: [Float]
    do throws(StorageError) { components = try found.component(number - 1) } catch { throw .storage(error) }
    self.init(
      .principal(
        number: number, trajectory: name, explained: found.explained[number - 1],
        digest: Self.digest(of: components)), components)
    try checkUse(as: name)
  }

  /// A direction with numbers of its own.
  ///
  /// - Throws: `ProbingError.unusableDirection` where a number is not finite, or all are zero.
  init(
    _ components: [Float], from source: (Digest) -> DirectionSource, named name: String
  ) throws(ProbingError) {
    self.init(source(Self.digest(of: components)), components)
    try checkUse(as: name)
  }

  /// The direction in a safetensors file: a tensor for each block under the block's name, those that lack being zero, or one
  /// tensor with a number for each parameter.
  ///
  /// - Parameters:
  ///   - path: of the file; its last part is recorded.
  ///   - tensor: name of the one tensor, or what comes before `.` and the name of a block, in files with several directions.
  /// - Throws: `ProbingError.unusableDirection`.
  package init(
    _ file: TensorFile, at path: String, tensor: String? = nil, of model: Model
  ) throws(ProbingError) {
    let layout = ParameterLayout(model.graph)
    let name = path.split(separator: "/").last.map(String.init) ?? path
    let components = try Self.read(file, name, tensor, layout)
    self.init(.file(name: name, tensor: tensor, digest: Self.digest(of: components)), components)
    try checkUse(as: name)
  }

  /// A direction of a file that was matched with a network, one number per parameter.
  ///
  /// - Parameters:
  ///   - tensor: what it is called in the file.
  ///   - name: of the file.
  /// - Throws: `ProbingError.unusableDirection`.
  init(_ components: [Float], of tensor: String, in name: String) throws(ProbingError) {
    self.init(.file(name: name, tensor: tensor, digest: Self.digest(of: components)), components)
    try checkUse(as: "\(name), \(tensor)")
  }

  private static func read(
    _ file: TensorFile, _ name: String, _ tensor: String?, _ layout: ParameterLayout
  ) throws(ProbingError) -> [Float] {
    let flat = tensor ?? (file.entries.count == 1 ? file.entries[0].name : nil)
    if let flat, let entry = file.entry(flat), !layout.blocks.contains(where: { $0.name == flat }) {
      guard entry.count == layout.count else {
        throw .unusableDirection(name: name, .otherCount(expected: layout.count, found: entry.count))
      }
      return try numbers(file, entry)
    }
    var components = [Float](repeating: 0, count: layout.count)
    var hasAny = false
    for block in layout.blocks {
      guard let entry = file.entry((tensor.map { "\($0)." } ?? "") + block.name) else { continue }
      guard entry.shape == block.shape else {
        throw .unusableDirection(
          name: name, .otherShape(block: block.name, expected: block.shape, found: entry.shape))
      }
      components.replaceSubrange(block.range, with: try numbers(file, entry))
      hasAny = true
    }
    guard hasAny else { throw .unusableDirection(name: name, .noTensors(found: file.entries.map(\.name))) }
    return components
  }

  private static func numbers(
    _ file: TensorFile, _ entry: TensorFile.Entry
  ) throws(ProbingError) -> [Float] {
    do throws(StorageError) {
      return entry.type == .float64
        ? try file.doubles(entry.name).map { Float($0) } : try file.floats(entry.name)
    } catch { throw .storage(error) }
  }

  /// The first eigenvectors of the Hessian of an objective's loss at a model, of length 1, by power iteration.
  ///
  /// Where it did not converge, sources have a large residual. Running statistics do not move.
  ///
  /// - Parameters:
  ///   - count: how many, by the magnitude of the eigenvalue.
  ///   - seed: of the directions that iteration starts from.
  /// - Returns: nil when asked to stop.
  /// - Throws: `ProbingError` `kernel` or `unusableDirection`.
  package static func eigenvectors(
    _ count: Int, of objective: Objective, at model: Model, seed: UInt64,
    by iteration: PowerIteration = PowerIteration(), stop: StopRequest = StopRequest()
  ) throws(ProbingError) -> [RawDirection]? {
    let layout = ParameterLayout(model.graph)
    let starts = ProbeOptions.directionSeeds(seed, count: count).map {
      RawDirection(seed: $0, layout: layout, including: Set(IncludedRole.allCases)).components
    }
    let found: [PowerIteration.Eigenpair]?
    do throws(KernelError) {
      found = try iteration.leading(of: objective, at: model.parameters, from: starts, stop: stop)
    } catch { throw .kernel(error) }
    guard let found else { return nil }
    var directions: [RawDirection] = []
    for (index, pair) in found.enumerated() {
      let direction = RawDirection(pair, number: index + 1)
      guard pair.value.isFinite else {
        throw .unusableDirection(name: direction.source.description, .notFinite)
      }
      try direction.checkUse(as: direction.source.description)
      directions.append(direction)
    }
    return directions
  }

  /// An eigenvector of the Hessian, counted from 1.
  init(_ pair: PowerIteration.Eigenpair, number: Int) {
    let source = DirectionSource.eigenvector(
      number: number, value: pair.value, residual: pair.residual, digest: Self.digest(of: pair.vector))
    self.init(source, pair.vector)
  }

  /// An eigenvector of the Hessian that Lanczos' method found, of length 1.
  ///
  /// - Parameter number: counted from 1 from the largest eigenvalue, from −1 from the smallest.
  init(eigenvector: [Float], number: Int, value: Double, residual: Double) {
    let source = DirectionSource.eigenvector(
      number: number, value: value, residual: residual, digest: Self.digest(of: eigenvector))
    self.init(source, eigenvector)
  }

  private static func digest(of components: [Float]) -> Digest {
    var hasher = Digest.Hasher()
    components.withUnsafeBytes { hasher.update($0) }
    return hasher.finish()
  }

  private func checkUse(as name: String) throws(ProbingError) {
    guard components.allSatisfy(\.isFinite) else { throw .unusableDirection(name: name, .notFinite) }
    guard components.contains(where: { $0 != 0 }) else { throw .unusableDirection(name: name, .vanishes) }
  }
}

extension ParameterRole {
  /// Whether a way between models moves parameters of the role; constants never.
  func moves(_ movesStatistics: Bool) -> Bool { isTrainable || movesStatistics && isStatistic }
}
