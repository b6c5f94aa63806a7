/// What random numbers are drawn for: every generator names its purpose, and each purpose has streams of its own.
///
/// A seed and `indices` name a stream. Different indices give different streams of one seed: this is certain for lists of
/// one length that differ only in the last index, and two others agree with a probability of 2⁻⁶⁴.
///
/// The draws of version 0.1 stay what they were, so that the same seed gives the same checkpoints, directions and generated
/// data. Some purposes of that version share indices. `StreamPurposeTests` lists all of them, and they are harmless:
///
/// - `trainingPartition` and `testSample(0)`: the choice of training samples says nothing about a sample of the test split.
/// - `directionSeed` and `trainingSample`: the draw only seeds another generator, whose numbers do not resemble it.
/// - `weights` and `direction`: the seed of a direction is a draw of 64 bits, and equals that of a run with a probability of
///   2⁻⁶⁴.
/// - `exampleDraw` with `weights` and `direction`: what a plate draws by itself meets no network whose weights were drawn, or
///   only decides which of its points are shown.
/// - `formerTableDivision` and block 2 of these: how 0.1 divided tables. Its checkpoints keep their test rows.
/// - `regressionTable` and chunk 0 of `cornerDraws`: no experiment uses both.
/// - chunk 1 of `cornerDraws` and block 0 of `weights`, `direction` and `exampleDraw`: random losses on a plane meet no
///   network. (The streams also differ in the last bit of the state, for half of all seeds.)
///
/// New purposes take a first index of their own, written in letters, which no count of blocks or epochs reaches.
package enum StreamPurpose: Hashable, Sendable {
  // MARK: Networks

  /// Initial weights of one block of the parameter vector.
  case weights(block: Int)
  /// Units that one step of training drops of one sample, at one node of the graph.
  case droppedUnits(step: UInt64, node: Int, sample: Int)
  /// Weights that one step of training drops of one node.
  case droppedWeights(step: UInt64, node: Int)

  // MARK: Training

  /// Which samples of the training split are trained on, and which validate.
  case trainingPartition
  /// The order of one epoch.
  case epochOrder(epoch: Int)
  /// How one sample is changed in one epoch.
  case augmentation(epoch: Int, sample: Int)

  /// Where on a curve between networks each batch of one epoch of its training is evaluated.
  case curvePlaces(epoch: Int)

  // MARK: Data

  /// One generated sample of the training split.
  case trainingSample(Int)
  /// One generated sample of the test split.
  case testSample(Int)
  /// Which rows of a table are kept for testing.
  case tableDivision
  /// The same in version 0.1, for checkpoints that were trained then.
  case formerTableDivision

  // MARK: Probing

  /// Which samples the loss of a surface is a mean over.
  case probedSamples
  /// Which points of an estimated surface are evaluated on all samples, to check it.
  case checkedPoints
  /// The seed of one of the directions that a probe's seed stands for.
  case directionSeed(Int)
  /// Components of a direction in one block of the parameter vector.
  case direction(block: Int)
  /// One of the random vectors that a Hessian is multiplied with.
  case curvatureProbe(Int)
  /// Which samples form a group, whose differences tell the error of their mean.
  case sampleGroups

  // MARK: Regularization

  /// The numbers of a regression's table, or of another example of regularization.
  case regressionTable
  /// One chunk of the draws of a corner experiment.
  case cornerDraws(chunk: Int)

  // MARK: Examples

  /// What an example draws by itself: the numbers of a plate, or of a test.
  case example
  /// One of several drawings of an example.
  case exampleDraw(Int)

  /// The registry: the stream's indices, of which number and order matter.
  package var indices: [UInt64] {
    switch self {
    case .weights(let block): [UInt64(block)]
    case .droppedUnits(let step, let node, let sample): [Tag.units, step, UInt64(node), UInt64(sample)]
    case .droppedWeights(let step, let node): [Tag.weights, step, UInt64(node)]
    case .trainingPartition: [1, 0]
    case .epochOrder(let epoch): [2, UInt64(epoch)]
    case .augmentation(let epoch, let sample): [3, UInt64(epoch), UInt64(sample)]
    case .curvePlaces(let epoch): [Tag.curve, UInt64(epoch)]
    case .trainingSample(let sample): [0, UInt64(sample)]
    case .testSample(let sample): [1, UInt64(sample)]
    case .tableDivision: [Tag.table]
    case .formerTableDivision: [2]
    case .probedSamples: [Tag.probe]
    case .checkedPoints: [Tag.check]
    case .directionSeed(let direction): [0, UInt64(direction)]
    case .direction(let block): [UInt64(block)]
    case .curvatureProbe(let number): [Tag.curvature, UInt64(number)]
    case .sampleGroups: [Tag.groups]
    case .regressionTable: [0 &- Self.regularizationStep]
    case .cornerDraws(let chunk): [(UInt64(chunk) &- 1) &* Self.regularizationStep]
    case .example: []
    case .exampleDraw(let index): [UInt64(index)]
    }
  }

  /// True for the purposes that had a generator of their own in version 0.1.
  ///
  /// It set the last bit of the state and dropped the second number of each pair of normal draws.
  var isOfRegularization: Bool {
    switch self {
    case .regressionTable, .cornerDraws: true
    default: false
    }
  }

  /// The constant by which `SeededGenerator` tells positions of indices apart.
  ///
  /// That of the first position cancels one step here: version 0.1 mixed `chunk` times the step into the seed, and nothing
  /// for a table.
  static let regularizationStep: UInt64 = 0xD1B5_4A32_D192_ED03

  /// First indices in letters.
  private enum Tag {
    /// The letters "unit".
    static let units: UInt64 = 0x756E_6974
    /// The letters "weig".
    static let weights: UInt64 = 0x7765_6967
    /// The letters "probe".
    static let probe: UInt64 = 0x70_726F_6265
    /// The letters "check".
    static let check: UInt64 = 0x63_6865_636B
    /// The letters "curve".
    static let curve: UInt64 = 0x63_7572_7665
    /// The letters "table".
    static let table: UInt64 = 0x74_6162_6C65
    /// The letters "hesse".
    static let curvature: UInt64 = 0x68_6573_7365
    /// The letters "group".
    static let groups: UInt64 = 0x67_726F_7570
  }
}
