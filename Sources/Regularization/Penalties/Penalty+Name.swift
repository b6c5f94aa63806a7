extension Penalty {
  /// The convention in mathematical notation, for captions: `λ/2 ‖w‖²`, `λ[α‖w‖₁ + (1−α)/2 ‖w‖²], α = 0.5`.
  package var conventionName: String {
    switch form {
    case .l1: "λ‖w‖₁"
    case .l2(.halved): "λ/2 ‖w‖²"
    case .l2(.whole): "λ‖w‖²"
    case .lp(let p): "λ Σ|wᵢ|ᵖ, p = \(p)"
    case .elasticNet(let ratio): "λ[α‖w‖₁ + (1−α)/2 ‖w‖²], α = \(ratio)"
    case .zouHastie(let l1, let l2, let estimate):
      "λ₁‖w‖₁ + λ₂‖w‖², λ₁ = \(l1), λ₂ = \(l2)\(estimate == .corrected ? ", estimate × (1 + λ₂)" : ", naive estimate")"
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
