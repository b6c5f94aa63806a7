import Models
import Networks
import Numerics
import Surfaces

/// The plane through the parameters of three models: the first at 0, along the way to the second, and at a right angle to it.
///
/// Both directions have length 1, so that distances on the plane are those between the networks (Garipov et al. 2018,
/// arXiv:1802.10026, §A.2). Running statistics of batch normalization stay those of the first model.
package struct ModelPlane: Sendable {
  /// Another model with what it is to be called.
  package struct Other: Sendable {
    package let name: String
    package let model: Model

    package init(name: String, model: Model) {
      self.name = name
      self.model = model
    }
  }

  package let subspace: Subspace
  /// Where the other models are, without losses.
  package let landmarks: [Landmark]

  /// - Parameter others: two models of the same network, not on one line with the first.
  /// - Throws: `ProbingError.unusableDirection`, which names the model and, of another network, the first difference.
  package init(of model: Model, through others: [Other]) throws(ProbingError) {
    let layout = ParameterLayout(model.graph)
    let names = others.map(\.name)
    var (axes, raw, landmarks): ([[Float]], [RawDirection], [Landmark]) = ([], [], [])
    for (index, other) in others.enumerated() {
      try Self.check(other.model, named: other.name, against: model)
      var rest = [Double](repeating: 0, count: layout.count)
      for block in layout.blocks where block.role.isTrainable {
        for i in block.range { rest[i] = Double(other.model.parameters[i]) - Double(model.parameters[i]) }
      }
      let distance = Self.norm(rest)
      guard distance.isFinite else { throw .unusableDirection(name: other.name, .notFinite) }
      guard distance > 0 else { throw .unusableDirection(name: other.name, .sameParameters) }
      var coordinates: [Double] = []
      for axis in axes {
        var product = 0.0
        for i in rest.indices { product += rest[i] * Double(axis[i]) }
        for i in rest.indices { rest[i] -= product * Double(axis[i]) }
        coordinates.append(product)
      }
      let length = Self.norm(rest)
      guard length > 1e-5 * distance else {
        throw .unusableDirection(name: other.name, .onTheLine(names: names))
      }
      let axis = rest.map { Float($0 / length) }
      coordinates.append(length)
      axes.append(axis)
      raw.append(
        try RawDirection(
          axis, from: { .through(number: index + 1, models: names, digest: $0) }, named: other.name))
      landmarks.append(
        Landmark(
          name: other.name,
          coordinates: coordinates + Array(repeating: 0, count: others.count - coordinates.count)))
    }
    subspace = Subspace(of: model, along: raw, normalization: .none)
    self.landmarks = landmarks
  }

  /// Makes sure that two models are of the same network, with the same constants.
  ///
  /// - Throws: `ProbingError.unusableDirection`.
  package static func check(_ other: Model, named name: String, against model: Model) throws(ProbingError) {
    let layout = ParameterLayout(model.graph)
    if let difference = NetworkDifference(layout, ParameterLayout(other.graph)) {
      throw .unusableDirection(name: name, .differentNetwork(difference))
    }
    for block in layout.blocks where block.role == .constant {
      guard model.parameters[block.range] == other.parameters[block.range] else {
        throw .unusableDirection(name: name, .differentNetwork(.constant(block: block.name)))
      }
    }
    guard other.parameters.withUnsafeBufferPointer(VectorMath.isFinite) else {
      throw .unusableDirection(name: name, .notFinite)
    }
  }

  private static func norm(_ vector: [Double]) -> Double {
    vector.withUnsafeBufferPointer { vector in
      vector.baseAddress.map { VectorLoops.dotInOrder($0, $0, vector.count).squareRoot() } ?? 0
    }
  }
}
