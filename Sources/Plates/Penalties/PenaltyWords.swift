import Regularization
import Rendering

/// A point of the plane in a sentence.
func place(_ w: Vector2) -> String {
  "(\(NumberText.value(w.x)), \(NumberText.value(w.y)))"
}

/// What holds all penalties that regions are drawn of, with short names for both languages.
struct NamedPenalty {
  let name: Words
  let penalty: Penalty

  /// L1, L2, the elastic net halfway between, and Lp with p = ½.
  ///
  /// - Throws: never for these settings.
  static func all() throws(RegularizationError) -> [NamedPenalty] {
    [
      NamedPenalty(name: Words("L1", "L1"), penalty: .l1),
      NamedPenalty(
        name: Words("elastic net", "엘라스틱넷"), penalty: try Penalty(.elasticNet(l1Ratio: 0.5))),
      NamedPenalty(name: Words("L2", "L2"), penalty: .l2(.halved)),
      NamedPenalty(name: Words("Lp, p = 0.5", "Lp, p = 0.5"), penalty: try Penalty(.lp(exponent: 0.5))),
    ]
  }
}
