import Regularization

/// A penalty added to the loss of a network, and how it is minimized.
package struct PenaltyConfiguration: Codable, Hashable, Sendable {
  /// Which penalty, with its strengths.
  ///
  /// See `Penalty.Form`.
  package enum Form: Codable, Hashable, Sendable {
    /// `λ‖w‖₁`.
    case l1(strength: Double)
    /// `λ/2 ‖w‖²`, whose gradient `λw` is that of coupled weight decay.
    case l2(strength: Double)
    /// `λ[α‖w‖₁ + (1−α)/2 ‖w‖²]`, as glmnet and scikit-learn have it.
    case elasticNet(strength: Double, l1Ratio: Double)
    /// `λ₁‖w‖₁ + λ₂‖w‖²`, as Zou & Hastie 2005 have it.
    case zouHastie(l1: Double, l2: Double)
    /// `λ Σ|w|ᵖ`.
    case lp(strength: Double, exponent: Double)
  }

  /// How a step deals with the penalty.
  package enum Treatment: String, CaseIterable, Codable, Hashable, Sendable {
    /// Its gradient is added to the loss's, with 0 at the kink: weights come near zero and hop about it.
    case subgradient
    /// After each step at rate η weights move to `argmin ½(w − z)² + ηP(w)`, for L1 the soft threshold: exact zeros.
    ///
    /// With momentum η is the rate times `steadyGain`, so that runs of both treatments have the same minimum. Under
    /// adaptive methods it is the rate itself, as for decoupled decay: the minimum is then that of a penalty whose
    /// strength for each weight is divided by what the method divides its step by.
    case proximal
  }

  package var form: Form
  package var treatment: Treatment
  package var scope: OptimizerConfiguration.Scope

  package init(
    _ form: Form, treatment: Treatment = .subgradient, scope: OptimizerConfiguration.Scope = .weights
  ) {
    self.form = form
    self.treatment = treatment
    self.scope = scope
  }

  /// λ; 1 where the form has the strengths.
  package var strength: Double {
    switch form {
    case .l1(let strength), .l2(let strength), .elasticNet(let strength, _), .lp(let strength, _): strength
    case .zouHastie: 1
    }
  }

  /// The penalty without its strength.
  ///
  /// - Throws: `RegularizationError.invalidParameter`.
  package func penalty() throws(RegularizationError) -> Penalty {
    switch form {
    case .l1: .l1
    case .l2: .l2(.halved)
    case .elasticNet(_, let ratio): try Penalty(.elasticNet(l1Ratio: ratio))
    case .zouHastie(let l1, let l2): try Penalty(.zouHastie(l1: l1, l2: l2, .naive))
    case .lp(_, let exponent): try Penalty(.lp(exponent: exponent))
    }
  }
}
