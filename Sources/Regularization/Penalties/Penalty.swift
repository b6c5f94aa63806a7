/// A penalty `P(w) = Σ φ(|wᵢ|)` on weights, without its strength: losses are `f + λ P` or `f` subject to
/// `P ≤ t`.
///
/// Conventions differ between books and programs, mostly by factors of two; each has a form of its own here.
package struct Penalty: Codable, Hashable, Sendable {
  /// Which sum is meant.
  package enum Form: Codable, Hashable, Sendable {
    /// `‖w‖₁`, the lasso (Tibshirani 1996, doi:10.1111/j.2517-6161.1996.tb02080.x).
    case l1
    /// `½‖w‖²` or `‖w‖²`, ridge (Hoerl & Kennard 1970, doi:10.1080/00401706.1970.10488634).
    case l2(SquareConvention)
    /// `‖w‖ₚᵖ = Σ|wᵢ|ᵖ` for any `p > 0`; not convex below 1 (Frank & Friedman 1993,
    /// doi:10.1080/00401706.1993.10485033).
    case lp(exponent: Double)
    /// `α‖w‖₁ + (1−α)/2 ‖w‖²` with the mixing ratio α in [0, 1]: glmnet's `alpha`, scikit-learn's `l1_ratio`.
    case elasticNet(l1Ratio: Double)
    /// `λ₁‖w‖₁ + λ₂‖w‖²` (no ½), with strength 1 (Zou & Hastie 2005, doi:10.1111/j.1467-9868.2005.00503.x).
    case zouHastie(l1: Double, l2: Double, ElasticNetEstimate)
  }

  /// Whether the squared norm is halved.
  package enum SquareConvention: Codable, Hashable, Sendable {
    /// `½‖w‖²`: weight decay, glmnet; its gradient is `w`.
    case halved
    /// `‖w‖²`: scikit-learn's `Ridge`, most textbooks; its gradient is `2w`.
    case whole
  }

  /// What Zou & Hastie make of the minimizer.
  package enum ElasticNetEstimate: Codable, Hashable, Sendable {
    /// The minimizer itself.
    case naive
    /// The minimizer times `1 + λ₂`, which undoes half of the double shrinkage.
    case corrected
  }

  /// Which penalty this is.
  package let form: Form

  /// `‖w‖₁`.
  package static let l1 = Penalty(unchecked: .l1)

  /// `½‖w‖²` or `‖w‖²`.
  package static func l2(_ convention: SquareConvention) -> Penalty {
    Penalty(unchecked: .l2(convention))
  }

  /// A penalty of that form.
  ///
  /// - Throws: `invalidParameter` for an exponent that is not positive and finite, a mixing ratio outside
  ///   [0, 1], and weights λ₁, λ₂ that are negative, not finite or both zero.
  package init(_ form: Form) throws(RegularizationError) {
    switch form {
    case .l1, .l2: break
    case .lp(let p):
      guard p > 0, p.isFinite else { throw .invalidParameter(name: "exponent", value: p) }
    case .elasticNet(let ratio):
      guard (0...1).contains(ratio) else { throw .invalidParameter(name: "l1Ratio", value: ratio) }
    case .zouHastie(let l1, let l2, _):
      guard l1 >= 0, l1.isFinite else { throw .invalidParameter(name: "l1", value: l1) }
      guard l2 >= 0, l2.isFinite, l1 + l2 > 0 else {
        throw .invalidParameter(name: "l2", value: l2)
      }
    }
    self.form = form
  }

  private init(unchecked form: Form) { self.form = form }

  /// φ, in which the forms that are the same function coincide.
  var profile: PenaltyProfile {
    switch form {
    case .l1: .mixed(linear: 1, square: 0)
    case .l2(.halved): .mixed(linear: 0, square: 1)
    case .l2(.whole): .mixed(linear: 0, square: 2)
    case .lp(let p):
      p == 1 ? .mixed(linear: 1, square: 0) : p == 2 ? .mixed(linear: 0, square: 2) : .power(p)
    case .elasticNet(let ratio): .mixed(linear: ratio, square: 1 - ratio)
    case .zouHastie(let l1, let l2, _): .mixed(linear: l1, square: 2 * l2)
    }
  }

  /// False for `Lp` with p below 1 only.
  package var isConvex: Bool {
    if case .power(let p) = profile { return p > 1 }
    return true
  }

  /// True when the level sets have corners on the axes, so that exact zeros have positive probability.
  package var hasCorners: Bool {
    switch profile {
    case .mixed(let linear, _): linear > 0
    case .power(let p): p < 1
    }
  }

  /// The factor `1 + λ₂` of Zou & Hastie's corrected estimate, 1 for every other penalty.
  ///
  /// The paper's criterion is `‖y − Xβ‖² + λ₁‖β‖₁ + λ₂‖β‖²` on columns of length one; for another weighting
  /// of the loss the factor is not theirs.
  package var correction: Double {
    if case .zouHastie(_, let l2, .corrected) = form { return 1 + l2 }
    return 1
  }
}

extension Penalty {
  /// The convention in mathematical notation, for captions: `λ/2 ‖w‖²`, `λ[α‖w‖₁ + (1−α)/2 ‖w‖²], α = 0.5`.
  package var conventionName: String {
    switch form {
    case .l1: "λ‖w‖₁"
    case .l2(.halved): "λ/2 ‖w‖²"
    case .l2(.whole): "λ‖w‖²"
    case .lp(let p): "λ Σ|wᵢ|ᵖ, p = \(p)"
    case .elasticNet(let ratio): "λ[α‖w‖₁ + (1−α)/2 ‖w‖²], α = \(ratio)"
    case .zouHastie(let l1, let l2, .naive): "λ₁‖w‖₁ + λ₂‖w‖², λ₁ = \(l1), λ₂ = \(l2), naive estimate"
    case .zouHastie(let l1, let l2, .corrected):
      "λ₁‖w‖₁ + λ₂‖w‖², λ₁ = \(l1), λ₂ = \(l2), estimate × (1 + λ₂)"
    }
  }

  /// The penalty's usual name: `L1 (lasso)`, `elastic net (glmnet, scikit-learn)`.
  package var familyName: String {
    switch form {
    case .l1: "L1 (lasso)"
    case .l2: "L2 (ridge)"
    case .lp(let p): "Lp, p = \(p)"
    case .elasticNet: "elastic net (glmnet, scikit-learn)"
    case .zouHastie(_, _, .naive): "naive elastic net (Zou & Hastie)"
    case .zouHastie(_, _, .corrected): "elastic net (Zou & Hastie)"
    }
  }
}
