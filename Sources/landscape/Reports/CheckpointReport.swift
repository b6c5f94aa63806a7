import Data
import Networks
import Storage
import Training

/// What a checkpoint is.
struct CheckpointReport: FileReport {
  private let kind = "checkpoint"
  private let model: String
  private let digest: Digest
  private let inputShape: [Int]
  /// Nil where a number is predicted.
  private let classes: Int?
  private let parameterCount: Int
  private let trainableCount: Int
  private let parametersByRole: [String: Int]
  private let multiplyAdds: Int
  private let dataset: String
  private let normalization: PixelNormalization
  private let configuration: TrainingConfiguration
  private let graph: [LayerReport]
  private let log: [EpochRecord]
  private let program: String
  private let command: String?
  private let options: String?
  private let trainingSamples: Int?
  private let restoredEpoch: Int?
  private let recorded: [String]
  private let observed: [String]
  private let observedMoments: Int?
  private let damagedBlock: String?

  init(_ checkpoint: Checkpoint) {
    let layout = ParameterLayout(checkpoint.graph)
    let shape = checkpoint.graph.inputShape
    model = checkpoint.configuration.architecture.name
    digest = checkpoint.digest
    inputShape = [shape.channels, shape.height, shape.width]
    classes = checkpoint.configuration.dataset.isRegression ? nil : checkpoint.configuration.dataset.classes
    parameterCount = layout.count
    trainableCount = layout.trainableCount
    parametersByRole = layout.blocks.reduce(into: [:]) { $0[$1.role.name, default: 0] += $1.range.count }
    multiplyAdds = checkpoint.graph.multiplyAdds
    dataset = checkpoint.configuration.dataset.title
    normalization = checkpoint.normalization
    configuration = checkpoint.configuration
    graph = LayerReport.all(of: checkpoint.graph, layout)
    log = checkpoint.log
    program = checkpoint.program
    command = checkpoint.command
    options = checkpoint.options
    trainingSamples = checkpoint.trainingSamples?.chosen
    restoredEpoch = checkpoint.restoredEpoch
    recorded = checkpoint.statistics?.values.keys.map(\.rawValue).sorted() ?? []
    observed = checkpoint.activations?.kinds.map(\.rawValue) ?? []
    observedMoments = checkpoint.activations?.records.count
    damagedBlock = checkpoint.damagedBlock?.name
  }

  var text: String {
    var lines = [
      "checkpoint of \(model), \(log.count) of \(configuration.epochs) epochs",
      "",
      "input        \(input), \(classes.map { "\($0) classes" } ?? "one number to predict")",
      "parameters   \(parameterCount.grouped), \(trainableCount.grouped) of them trained",
    ]
    for (role, count) in parametersByRole.sorted(by: { ($0.value, $1.key) > ($1.value, $0.key) }) {
      lines.append("             \(count.grouped.padded(to: 12, right: true)) \(role)")
    }
    lines += [
      "work         \(multiplyAdds.grouped) multiply-adds a sample"
    ]
    lines += DatasetLines(configuration.dataset, normalization).lines
    lines += [
      "training     \(Self.describe(configuration))",
      "digest       \(digest.hex)",
      "made by      \(program)" + (command.map { ": \($0)" } ?? ""),
    ]
    if let damagedBlock { lines.append("damaged      not all numbers of \(damagedBlock) are finite") }
    if let trainingSamples { lines.append("samples      \(trainingSamples.grouped) trained on") }
    if let records { lines.append("recorded     \(records)") }
    if let restoredEpoch {
      lines.append("weights of   epoch \(restoredEpoch), where early stopping went back to")
    }
    lines += ["", "graph"] + LayerReport.lines(of: graph)
    lines += ["", "log"]
    lines += log.map { "  " + TrainingReport.describe($0, of: configuration.epochs) }
    return lines.map(\.trimmed).joined(separator: "\n")
  }

  /// What is read of a sample.
  private var input: String {
    configuration.dataset.isOfText
      ? "\(inputShape[0]) characters" : inputShape.map(String.init).joined(separator: "×")
  }

  /// What was recorded along the way, nil when nothing was.
  private var records: String? {
    var parts: [String] = []
    if !recorded.isEmpty { parts.append("\(recorded.joined(separator: ", ")) of each block") }
    if let observedMoments {
      parts.append("\(observed.joined(separator: ", ")) at \(observedMoments) moments")
    }
    return parts.isEmpty ? nil : parts.joined(separator: "; ")
  }
  private static func describe(_ configuration: TrainingConfiguration) -> String {
    let optimizer = configuration.optimizer
    func number(_ value: Double) -> String { value.formatted(significant: 3) }
    let decay = "\(optimizer.decayForm == .decoupled ? "decoupled " : "")weight decay"
    var parts = [
      configuration.loss.rawValue, "batch \(configuration.batchSize)",
      "rate \(number(optimizer.learningRate))",
      describe(optimizer.method), "\(decay) \(number(optimizer.weightDecay))",
    ]
    if let radius = optimizer.sharpnessRadius { parts.append("sharpness-aware within \(number(radius))") }
    if let penalty = configuration.penalty { parts.append(describe(penalty)) }
    if let bound = configuration.maximumNorm { parts.append("norms up to \(number(bound))") }
    if let bound = configuration.clippingNorm { parts.append("gradients up to \(number(bound))") }
    if let rule = configuration.earlyStopping { parts.append("patience \(rule.patience)") }
    parts += ["seed \(configuration.seed)", "\(configuration.kernelThreads) kernel threads"]
    return parts.joined(separator: ", ")
  }

  private static func describe(_ method: OptimizerConfiguration.Method) -> String {
    switch method {
    case .gradientDescent: "gradient descent on all samples"
    case .momentum(let coefficient, let nesterov):
      "\(nesterov ? "Nesterov's " : "")momentum \(coefficient.formatted(significant: 3))"
    case .adagrad: "Adagrad"
    case .rmsProp: "RMSProp"
    case .adam: "Adam"
    }
  }

  private static func describe(_ penalty: PenaltyConfiguration) -> String {
    func number(_ value: Double) -> String { value.formatted(significant: 3) }
    let name =
      switch penalty.form {
      case .l1(let strength): "L1 \(number(strength))"
      case .l2(let strength): "L2 \(number(strength))"
      case .elasticNet(let strength, let ratio): "elastic net \(number(strength)) mixed \(number(ratio))"
      case .zouHastie(let l1, let l2): "elastic net \(number(l1)) and \(number(l2))"
      case .lp(let strength, let exponent): "L\(number(exponent)) \(number(strength))"
      }
    return "\(name) by \(penalty.treatment.rawValue) steps"
  }
}
