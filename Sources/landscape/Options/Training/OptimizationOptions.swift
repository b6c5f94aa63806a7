import ArgumentParser
import Data
import Networks
import Training

/// How the loss is minimized.
struct OptimizationOptions: ParsableArguments {
  private static let usualStepFactor = 0.1
  private static let usualCycle = (rise: 0.3, start: 25.0, end: 1e4)

  @Option(
    help: ArgumentHelp(
      """
      What is minimized: cross-entropy (:S smooths labels by the share S), binary-cross-entropy, \
      mean-squared-error or mean-absolute-error. (default: cross-entropy; mean-squared-error for a regression)
      """, valueName: "name"),
    transform: Self.loss)
  var loss: LossFunction?
  @Option(help: "Passes over the training samples.")
  var epochs = 5
  @Option(help: "Samples a step.")
  var batchSize = 128
  @Option(
    help: ArgumentHelp("How steps are made: \(OptimizerName.allNames). (default: sgd)", valueName: "name"),
    transform: OptimizerName.named)
  var optimizer = OptimizerName.sgd
  @Option(
    help:
      "Learning rate that the schedule scales. (default: 0.1; adagrad 0.01; rmsprop, adam and adamw 0.001)")
  var learningRate: Double?
  @Option(help: "Momentum of sgd, momentum and nesterov. (default: 0.9)")
  var momentum: Double?
  @Flag(help: "Nesterov's momentum for sgd.")
  var nesterov = false
  @Option(help: "Smoothing of rmsprop's mean square. (default: 0.99)")
  var smoothing: Double?
  @Option(help: "Smoothing of adam's mean gradient. (default: 0.9)")
  var beta1: Double?
  @Option(help: "Smoothing of adam's mean square. (default: 0.999)")
  var beta2: Double?
  @Option(help: "Term that keeps adaptive methods from dividing by 0. (default: 1e-8; adagrad 1e-10)")
  var epsilon: Double?
  @Option(help: "Radius of sharpness-aware minimization around any optimizer, such as 0.05. (default: off)")
  var sam: Double?
  @Option(
    help: """
      Weight decay; of weights only, not of biases or normalization, unless --penalize says so. (default: 1e-4; \
      adamw 0.01; 0 for other adaptive methods and with --penalty)
      """)
  var weightDecay: Double?
  @Flag(help: "Decay weights beside the step instead of in the gradient, as adamw always does.")
  var decoupled = false
  @Option(help: "Course of the learning rate: constant, step, cosine or one-cycle.")
  var schedule = "cosine"
  @Option(
    help: ArgumentHelp(
      "Epochs at which 'step' lowers the rate. (default: 1/2 and 3/4 of all)", valueName: "list"))
  var milestones: String?
  @Option(help: "Factor by which 'step' lowers the rate.")
  var stepFactor = Self.usualStepFactor
  @Option(help: "Epochs over which the rate rises from 0; not with one-cycle.")
  var warmup = 0.0
  @Option(help: "Share of the steps over which 'one-cycle' raises the rate.")
  var cycleRise = Self.usualCycle.rise
  @Option(help: "By how much 'one-cycle' divides the rate at the start.")
  var cycleStart = Self.usualCycle.start
  @Option(help: "By how much more 'one-cycle' divides the rate at the end.")
  var cycleEnd = Self.usualCycle.end

  /// The optimizer that the options name.
  ///
  /// - Parameter hasPenalty: whether a penalty takes the place of the usual weight decay.
  func configuration(
    hasPenalty: Bool, scope: OptimizerConfiguration.Scope
  ) throws -> OptimizerConfiguration {
    try checkUse()
    return OptimizerConfiguration(
      method, learningRate: learningRate ?? optimizer.usualRate,
      weightDecay: weightDecay ?? (hasPenalty ? 0 : optimizer.usualDecay),
      decayForm: decoupled || optimizer == .adamw ? .decoupled : .coupled, scope: scope,
      sharpnessRadius: sam)
  }

  static func loss(_ name: String) throws -> LossFunction {
    if let choice = LossFunction(rawValue: name) { return choice }
    let names = LossFunction.allCases.map(\.rawValue)
    throw ValidationError("no loss '\(name)'; \(Suggestion.text(for: name, among: names))")
  }

  private var method: OptimizerConfiguration.Method {
    switch optimizer {
    case .gradientDescent: .gradientDescent
    case .sgd: .momentum(coefficient: momentum ?? 0.9, nesterov: nesterov)
    case .momentum: .momentum(coefficient: momentum ?? 0.9)
    case .nesterov: .momentum(coefficient: momentum ?? 0.9, nesterov: true)
    case .adagrad: .adagrad(epsilon: epsilon ?? 1e-10)
    case .rmsprop: .rmsProp(smoothing: smoothing ?? 0.99, epsilon: epsilon ?? 1e-8)
    case .adam, .adamw: .adam(beta1: beta1 ?? 0.9, beta2: beta2 ?? 0.999, epsilon: epsilon ?? 1e-8)
    }
  }

  /// Refuses settings of another optimizer, which would otherwise silently do nothing.
  private func checkUse() throws {
    let uses: [(name: String, isGiven: Bool, by: [OptimizerName])] = [
      ("momentum", momentum != nil, [.sgd, .momentum, .nesterov]), ("nesterov", nesterov, [.sgd, .nesterov]),
      ("smoothing", smoothing != nil, [.rmsprop]), ("beta1", beta1 != nil, [.adam, .adamw]),
      ("beta2", beta2 != nil, [.adam, .adamw]),
      ("epsilon", epsilon != nil, [.adagrad, .rmsprop, .adam, .adamw]),
    ]
    for use in uses where use.isGiven && !use.by.contains(optimizer) {
      try OptionUse([use.name: true]).refuse(
        "for --optimizer \(optimizer.rawValue), only for \(use.by.map(\.rawValue).joined(separator: ", "))",
        canBeSet: true)
    }
  }

  /// The schedule that the options name.
  func learningRateSchedule() throws -> LearningRateSchedule {
    LearningRateSchedule(try course(), warmUp: warmup)
  }

  private func course() throws -> LearningRateSchedule.Course {
    if LearningRateSchedule.names.contains(schedule) { try checkScheduleUse() }
    switch schedule {
    case "constant": return .constant
    case "cosine": return .cosine
    case "one-cycle":
      return .oneCycle(rise: cycleRise, startDivisor: cycleStart, endDivisor: cycleEnd)
    case "step":
      let usual = [Double(epochs) / 2, Double(epochs) * 0.75]
      let given = try milestones.map { try NumberList.read($0, option: "milestones") { Double($0) } }
      return .step(milestones: given ?? usual, factor: stepFactor)
    default:
      throw Failure(
        .usage,
        "unknown schedule '\(schedule)'; \(Suggestion.text(for: schedule, among: LearningRateSchedule.names))"
      )
    }
  }

  /// Refuses settings of another schedule.
  private func checkScheduleUse() throws {
    if schedule != "step" {
      try OptionUse(["milestones": milestones != nil, "step-factor": stepFactor != Self.usualStepFactor])
        .refuse("for --schedule \(schedule), only for step", canBeSet: true)
    }
    if schedule != "one-cycle" {
      try OptionUse([
        "cycle-rise": cycleRise != Self.usualCycle.rise, "cycle-start": cycleStart != Self.usualCycle.start,
        "cycle-end": cycleEnd != Self.usualCycle.end,
      ]).refuse("for --schedule \(schedule), only for one-cycle", canBeSet: true)
    }
  }
}
