import ArgumentParser
import Regularization

/// Which penalty, and how large its region is.
struct PenaltyOptions: ParsableArguments {
  /// Penalties by the names that people use.
  enum Name: String, CaseIterable, ExpressibleByArgument {
    case l1
    case l2
    case elastic
    case zouHastie = "zou-hastie"
    case lp
    case all
  }

  @Option(
    help:
      "l1, l2, elastic (λ[α‖w‖₁ + (1−α)/2 ‖w‖²]), zou-hastie (λ₁‖w‖₁ + λ₂‖w‖²), lp, or l1, l2, elastic and lp: all."
  )
  var penalty = Name.l1

  @Option(
    help: ArgumentHelp(
      "Share of L1 in the elastic net, 0 to 1 (glmnet, scikit-learn). (default: 0.5)", valueName: "share"))
  var l1Ratio: Double?

  @Option(help: ArgumentHelp("λ₁ of zou-hastie, 0 or more. (default: 1)", valueName: "λ₁"))
  var lambda1: Double?

  @Option(help: ArgumentHelp("λ₂ of zou-hastie, 0 or more. (default: 0.5)", valueName: "λ₂"))
  var lambda2: Double?

  @Option(
    name: .customLong("p"),
    help: ArgumentHelp("Exponent of lp, above 0. (default: 0.5)", valueName: "exponent"))
  var exponent: Double?

  @Option(help: ArgumentHelp("The region: penalty at most this. (default: by --extent)", valueName: "t"))
  var budget: Double?

  @Option(
    help: ArgumentHelp(
      "Strength of the penalty; the region is the one with the same optimum. (default: by --extent)",
      valueName: "λ"))
  var lambda: Double?

  @Option(
    help: ArgumentHelp(
      "How far the region reaches along the axes. (default: 1; of two weights of a network, 0.6 of the larger)",
      valueName: "w"))
  var extent: Double?

  /// How the regions' sizes are chosen.
  enum Rule {
    case budget(Double)
    case strength(Double)
    case extent(Double)

    /// What several regions have in common, in a caption.
    var words: String {
      switch self {
      case .budget: "All regions have the same budget t."
      case .strength: "All penalties have the same strength λ."
      case .extent: "All regions reach equally far along the axes."
      }
    }
  }

  func rule(usualExtent: Double) throws -> Rule {
    guard [budget, lambda, extent].count(where: { $0 != nil }) <= 1 else {
      throw Failure(.usage, "give one of --budget, --lambda and --extent")
    }
    if let budget {
      guard budget >= 0, budget <= Self.greatestSize else {
        throw Failure(.usage, "--budget \(budget): give 0 or more, up to \(Self.greatestSize)")
      }
      return .budget(budget)
    }
    if let lambda {
      guard lambda >= 0, lambda <= Self.greatestSize else {
        throw Failure(.usage, "--lambda \(lambda): give 0 or more, up to \(Self.greatestSize)")
      }
      return .strength(lambda)
    }
    let extent = extent ?? usualExtent
    guard extent >= 0, extent <= Self.greatestSize else {
      throw Failure(.usage, "--extent \(extent): give 0 or more, up to \(Self.greatestSize)")
    }
    return .extent(extent)
  }

  /// Beyond it the region is a square for the eye, and powers are no numbers any more.
  private static let greatestExponent = 1000.0
  /// Sizes and strengths whose squares are numbers.
  private static let greatestSize = 1e100

  /// Refuses settings of another penalty.
  func checkUse() throws {
    let uses: [(option: OptionUse, by: [Name])] = [
      (OptionUse(["l1-ratio": l1Ratio != nil]), [.elastic, .all]),
      (OptionUse(["lambda1": lambda1 != nil, "lambda2": lambda2 != nil]), [.zouHastie]),
      (OptionUse(["p": exponent != nil]), [.lp, .all]),
    ]
    for use in uses where !use.by.contains(penalty) {
      let names = use.by.map(\.rawValue).joined(separator: " and ")
      try use.option.refuse("for --penalty \(penalty.rawValue), only for \(names)")
    }
  }

  /// What says how large the region is.
  var size: OptionUse {
    OptionUse(["budget": budget != nil, "lambda": lambda != nil, "extent": extent != nil])
  }

  /// The penalties that were asked for.
  func penalties() throws -> [Penalty] {
    let (l1Ratio, exponent) = (l1Ratio ?? 0.5, exponent ?? 0.5)
    let (lambda1, lambda2) = (lambda1 ?? 1, lambda2 ?? 0.5)
    guard (0...1).contains(l1Ratio) else { throw Failure(.usage, "--l1-ratio \(l1Ratio): give 0 to 1") }
    guard exponent > 0, exponent <= Self.greatestExponent else {
      throw Failure(
        .usage, "--p \(exponent): give a number above 0, and at most \(Int(Self.greatestExponent).grouped)")
    }
    for (name, strength) in [("lambda1", lambda1), ("lambda2", lambda2)] where strength > Self.greatestSize {
      throw Failure(.usage, "--\(name) \(strength): give at most \(Self.greatestSize); rescale the loss")
    }
    guard lambda1 >= 0, lambda2 >= 0, (lambda1 + lambda2).isFinite, lambda1 + lambda2 > 0 else {
      throw Failure(.usage, "--lambda1 \(lambda1) --lambda2 \(lambda2): give 0 or more, and not both 0")
    }
    return try attempt {
      switch penalty {
      case .l1: [.l1]
      case .l2: [.l2(.halved)]
      case .elastic: [try Penalty(.elasticNet(l1Ratio: l1Ratio))]
      case .zouHastie: [try Penalty(.zouHastie(l1: lambda1, l2: lambda2, .naive))]
      case .lp: [try Penalty(.lp(exponent: exponent))]
      case .all:
        [
          .l1, .l2(.halved), try Penalty(.elasticNet(l1Ratio: l1Ratio)), try Penalty(.lp(exponent: exponent)),
        ]
      }
    }
  }
}
