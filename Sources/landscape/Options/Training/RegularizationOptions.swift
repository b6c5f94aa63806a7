import ArgumentParser
import Training

extension PenaltyConfiguration.Treatment: ExpressibleByArgument {}
extension OptimizerConfiguration.Scope: ExpressibleByArgument {}

/// The penalties by the names that the user knows them by.
enum PenaltyName: String, CaseIterable, NamedChoice {
  case l1
  case l2
  case elasticNet = "elastic-net"
  case zouHastie = "zou-hastie"
  case lp
}

/// What keeps weights small, and training from going on for too long.
struct RegularizationOptions: ParsableArguments {
  @Option(
    help: ArgumentHelp(
      """
      Added to the loss: l1 (λ‖w‖₁), l2 (λ/2‖w‖²), elastic-net (λ[α‖w‖₁ + (1-α)/2‖w‖²]), zou-hastie (λ₁‖w‖₁ + \
      λ₂‖w‖²) or lp (λΣ|w|ᵖ). (default: none)
      """, valueName: "name"),
    transform: PenaltyName.named)
  var penalty: PenaltyName?
  @Option(help: "λ of --penalty, not of zou-hastie.")
  var penaltyStrength: Double?
  @Option(help: "α of --penalty elastic-net, from 0 to 1. (default: 0.5)")
  var l1Ratio: Double?
  @Option(help: "λ₁ of --penalty zou-hastie. (default: 0)")
  var l1Strength: Double?
  @Option(help: "λ₂ of --penalty zou-hastie. (default: 0)")
  var l2Strength: Double?
  @Option(help: "p of --penalty lp.")
  var penaltyExponent: Double?
  @Option(
    help: "The penalty's step: subgradient, added to the gradient, or proximal, which makes exact zeros.")
  var penaltyStep = PenaltyConfiguration.Treatment.subgradient
  @Option(help: "What penalty and weight decay act on: weights, or all trained parameters.")
  var penalize = OptimizerConfiguration.Scope.weights
  @Option(help: "Largest norm of the weights into a unit or channel. (default: none)")
  var maxNorm: Double?
  @Option(help: "Largest norm of a step's gradient. (default: none)")
  var clip: Double?
  @Option(
    help: """
      Stop after so many epochs without a lower validation loss and keep the best weights; needs --validation. \
      (default: off)
      """)
  var patience: Int?
  @Option(help: "By how much the validation loss has to fall to count for --patience.")
  var minImprovement = 0.0

  /// When training stops early; nil for never.
  var earlyStopping: EarlyStopping? {
    patience.map { EarlyStopping(patience: $0, minimumImprovement: minImprovement) }
  }

  /// The penalty that the options name; nil for none.
  func configuration() throws -> PenaltyConfiguration? {
    try checkUse()
    guard let penalty else { return nil }
    func needed(_ value: Double?, _ name: String) throws -> Double {
      guard let value else {
        throw Failure(.usage, "--penalty \(penalty.rawValue) needs --\(name), such as --\(name) 1e-4")
      }
      return value
    }
    let form: PenaltyConfiguration.Form =
      switch penalty {
      case .l1: .l1(strength: try needed(penaltyStrength, "penalty-strength"))
      case .l2: .l2(strength: try needed(penaltyStrength, "penalty-strength"))
      case .elasticNet:
        .elasticNet(strength: try needed(penaltyStrength, "penalty-strength"), l1Ratio: l1Ratio ?? 0.5)
      case .zouHastie: .zouHastie(l1: l1Strength ?? 0, l2: l2Strength ?? 0)
      case .lp:
        .lp(
          strength: try needed(penaltyStrength, "penalty-strength"),
          exponent: try needed(penaltyExponent, "penalty-exponent"))
      }
    return PenaltyConfiguration(form, treatment: penaltyStep, scope: penalize)
  }

  /// Refuses settings of another penalty, which would otherwise silently do nothing.
  private func checkUse() throws {
    if patience == nil {
      try OptionUse(["min-improvement": minImprovement != 0]).refuse("without --patience", canBeSet: true)
    }
    if penalty == nil {
      try OptionUse(["penalty-step": penaltyStep != .subgradient]).refuse("without --penalty", canBeSet: true)
    }
    let uses: [(name: String, isGiven: Bool, by: [PenaltyName])] = [
      ("penalty-strength", penaltyStrength != nil, [.l1, .l2, .elasticNet, .lp]),
      ("l1-ratio", l1Ratio != nil, [.elasticNet]), ("l1-strength", l1Strength != nil, [.zouHastie]),
      ("l2-strength", l2Strength != nil, [.zouHastie]), ("penalty-exponent", penaltyExponent != nil, [.lp]),
    ]
    for use in uses where use.isGiven && !(penalty.map(use.by.contains) ?? false) {
      let valid = use.by.map(\.rawValue).joined(separator: ", ")
      throw Failure(
        .usage,
        "--\(use.name) belongs to --penalty \(valid); name that, or leave it out (--set \(use.name)= removes it)"
      )
    }
  }
}
