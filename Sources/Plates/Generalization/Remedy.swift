import Networks
import Training

/// What is done against overfitting, one thing at a time.
enum Remedy: String, CaseIterable, Codable, Sendable {
  case nothing
  case earlyStopping
  case l2
  case l1
  case elasticNet
  case dropout
  case dropConnect
  case augmentation
  case smoothing
  case smaller

  /// Units of the hidden layers of the smaller network, the narrowest that still learns all its samples.
  static let smallerWidths = [16, 16]
  /// The penalties as a caption has them.
  static let penaltyNames = Words(
    "L1: λ = 0.0005; L2: λ = 0.01; elastic net: λ = 0.005, share of L1 0.05",
    "L1 λ = 0.0005, L2 λ = 0.01, 엘라스틱 넷 λ = 0.005(L1 비율 0.05)")
  /// Epochs without improvement after which early stopping ends the run.
  static let patience = 10

  /// What it is called in pictures.
  var name: String {
    switch self {
    case .nothing: "nothing"
    case .earlyStopping: "early stopping"
    case .l2: "L2"
    case .l1: "L1"
    case .elasticNet: "elastic net"
    case .dropout: "dropout"
    case .dropConnect: "DropConnect"
    case .augmentation: "augmentation"
    case .smoothing: "label smoothing"
    case .smaller: "smaller network"
    }
  }

  var penalty: PenaltyConfiguration? {
    switch self {
    case .l2: PenaltyConfiguration(.l2(strength: 0.01), treatment: .proximal)
    case .l1: PenaltyConfiguration(.l1(strength: 5e-4), treatment: .proximal)
    case .elasticNet:
      PenaltyConfiguration(.elasticNet(strength: 5e-3, l1Ratio: 0.05), treatment: .proximal)
    default: nil
    }
  }

  /// The shared training with this remedy.
  func run(_ effort: Effort) throws -> PlateRun {
    switch self {
    case .nothing: try FewSamples.run(name, effort)
    case .earlyStopping:
      try FewSamples.run(name, effort) { $0.earlyStopping = EarlyStopping(patience: Self.patience) }
    case .l2, .l1, .elasticNet: try FewSamples.run(name, effort) { $0.penalty = penalty }
    case .dropout: try FewSamples.run(name, effort, dropout: Dropout(rate: 0.5))
    case .dropConnect: try FewSamples.run(name, effort, dropConnect: Dropout(rate: 0.5))
    case .augmentation:
      try FewSamples.run(name, effort) {
        $0.augmentation = Augmentation(cropPadding: 1, horizontalFlip: true)
      }
    case .smoothing:
      try FewSamples.run(name, effort, snapshotsPerEpoch: 1) { $0.loss = .smoothedCrossEntropy(0.1) }
    case .smaller: try FewSamples.run(name, effort, widths: Self.smallerWidths)
    }
  }
}
