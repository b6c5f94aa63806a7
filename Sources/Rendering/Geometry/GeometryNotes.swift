import Regularization

extension Point {
  /// A vector of the plane as a point of it.
  package init(_ vector: Vector2) { self.init(x: vector.x, y: vector.y) }
}

extension NumberText {
  /// A point of the plane: `(0.333, 1.83)`.
  static func place(_ vector: Vector2, digits: Int = 4) -> String {
    "(\(value(vector.x, digits: digits)), \(value(vector.y, digits: digits)))"
  }
}

extension Numbers {
  /// A vector as `[x, y]`.
  static func vector(_ vector: Vector2) -> Numbers { .list([vector.x, vector.y]) }

  /// Everything that is known of an optimum.
  static func optimum(_ optimum: Optimum) -> Numbers {
    .record([
      "point": .vector(optimum.point), "loss": .number(optimum.loss),
      "penalty": .number(optimum.penaltyValue),
      "multiplier": .number(optimum.strength), "gradient": .vector(optimum.gradient),
      "kktResidual": .number(optimum.kktResidual), "active": .flag(optimum.isActive),
      "corner": .flag(optimum.isCorner), "normalCone": .cone(optimum.normalCone),
    ])
  }

  /// A cone of directions.
  static func cone(_ cone: NormalCone) -> Numbers {
    switch cone {
    case .apex: .record(["kind": .text("zero")])
    case .ray(let direction): .record(["kind": .text("ray"), "direction": .vector(direction)])
    case .wedge(let from, let to):
      .record(["kind": .text("wedge"), "from": .vector(from), "to": .vector(to)])
    case .halfPlane(let direction): .record(["kind": .text("half plane"), "direction": .vector(direction)])
    case .plane: .record(["kind": .text("plane")])
    }
  }
}
