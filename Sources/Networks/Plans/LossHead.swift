import Numerics
import Tensors

/// Compares outputs with labels or targets: the loss of each sample, whether it is correct, and the derivatives that the
/// backward passes start from.
///
/// Each sample is computed in `Double`. The loss of a batch is the weighted mean `Σ wᵢ ℓᵢ / Σ wᵢ`. Outputs for several
/// positions of a sample, such as the tokens of a text, have one label per position; the sample's loss is the mean over
/// its positions that have a label.
final class LossHead {
  let loss: LossFunction
  /// `[n, P, K]`, row-major.
  let outputs: Memory
  let batch: Int
  /// Positions of a sample that have a label each, `P`.
  let positions: Int
  /// Outputs of a position, `K`.
  let width: Int
  /// `[n, P]`.
  let labels: UnsafeMutableBufferPointer<Int32>
  /// `[n, P·K]`, row-major; read by the losses of numbers.
  let targets: UnsafeMutableBufferPointer<Float>
  /// Of each sample; 1 unless set.
  let weights: UnsafeMutableBufferPointer<Float>
  /// Of each sample in the last evaluation; a loss that is not a number is infinite.
  let losses: UnsafeMutableBufferPointer<Double>
  /// Of each sample in the last evaluation, the fraction of its positions that are correct: 0 or 1 for a single one.
  let correct: UnsafeMutableBufferPointer<Double>
  /// Samples of the batch that count, from the first on.
  var count: Int
  private(set) var outcome = LossSums()
  /// Whether the targets stand for the labels, which then decide what is correct.
  private var targetsAreLabels = false
  private var probabilities: [Double]

  /// The label of a position that has none.
  static let ignoredLabel: Int32 = -100

  /// - Parameters:
  ///   - outputs: `[n, P, K]`, row-major, whatever its extents are called.
  ///   - positions: labels per sample, `P`.
  init(_ loss: LossFunction, outputs: Memory, batch: Int, positions: Int = 1) {
    self.loss = loss
    self.outputs = outputs
    self.batch = batch
    self.positions = positions
    width = outputs.layout.extents.reduce(1, *) / (batch * positions)
    count = batch
    labels = .allocate(capacity: batch * positions)
    labels.initialize(repeating: 0)
    targets = .allocate(capacity: batch * positions * width)
    targets.initialize(repeating: 0)
    weights = .allocate(capacity: batch)
    weights.initialize(repeating: 1)
    losses = .allocate(capacity: batch)
    losses.initialize(repeating: 0)
    correct = .allocate(capacity: batch)
    correct.initialize(repeating: 0)
    probabilities = Array(repeating: 0, count: width)
  }

  deinit {
    labels.deallocate()
    targets.deallocate()
    weights.deallocate()
    losses.deallocate()
    correct.deallocate()
  }

  /// Makes the labels targets: one-hot vectors, or with a single output the label itself.
  func setTargetsFromLabels() {
    targetsAreLabels = true
    for row in labels.indices {
      let label = checkedLabel(row)
      for k in 0..<width { targets[row * width + k] = width == 1 ? Float(label) : k == label ? 1 : 0 }
    }
  }

  /// Sums over the batch's first `count` samples; a loss that is not a number counts as infinite.
  ///
  /// A sample of weight 0 is not looked at.
  func evaluate() {
    var result = LossSums()
    for sample in 0..<count {
      let weight = Double(weights[sample])
      guard weight != 0 else {
        (losses[sample], correct[sample]) = (0, 0)
        continue
      }
      let value = value(sample)
      let loss = value.isFinite ? value : .infinity
      losses[sample] = loss
      correct[sample] = value.isFinite ? correctFraction(sample) : 0
      result.add(loss: loss, correct: correct[sample], weight: weight)
    }
    outcome = result
  }

  /// Gradient of the weighted mean loss with respect to the outputs.
  func writeGradient(to gradient: UnsafeMutablePointer<Float>) {
    forEachRow(gradient) { row, weight, total in
      switch loss {
      case .crossEntropy: writeCrossEntropyGradient(row, smoothing: 0, weight, total, to: gradient)
      case .smoothedCrossEntropy(let fraction):
        writeCrossEntropyGradient(row, smoothing: fraction, weight, total, to: gradient)
      case .binaryCrossEntropy:
        write(BinaryCrossEntropy.self, row, weight, total, to: gradient) { $0.slope($1, $2) }
      case .meanSquaredError: write(SquaredError.self, row, weight, total, to: gradient) { $0.slope($1, $2) }
      case .meanAbsoluteError:
        write(AbsoluteError.self, row, weight, total, to: gradient) { $0.slope($1, $2) }
      }
    }
  }

  /// Derivative of that gradient when the outputs move along `tangent`.
  func writeGradientChange(along tangent: UnsafePointer<Float>, to change: UnsafeMutablePointer<Float>) {
    forEachRow(change) { row, weight, total in
      let dz = tangent + row * width
      switch loss {
      case .crossEntropy, .smoothedCrossEntropy:
        Softmax.write(outputs.pointer + row * width, to: &probabilities)
        var mean = 0.0
        for k in 0..<width { mean += probabilities[k] * Double(dz[k]) }
        for k in 0..<width {
          change[row * width + k] = Float(weight * (probabilities[k] * (Double(dz[k]) - mean)) / total)
        }
      case .binaryCrossEntropy:
        write(BinaryCrossEntropy.self, row, along: dz, weight, total, to: change) { $0.curvature($1, $2) }
      case .meanSquaredError:
        write(SquaredError.self, row, along: dz, weight, total, to: change) { $0.curvature($1, $2) }
      case .meanAbsoluteError:
        write(AbsoluteError.self, row, along: dz, weight, total, to: change) { $0.curvature($1, $2) }
      }
    }
  }

  // MARK: Rows

  /// Calls `body` for each row of outputs that counts, with its sample's weight and the row's divisor.
  ///
  /// The divisor is the sum of all weights times the rows of the sample that count. Other rows become 0.
  private func forEachRow(
    _ result: UnsafeMutablePointer<Float>, _ body: (_ row: Int, _ weight: Double, _ total: Double) -> Void
  ) {
    var sum = 0.0
    for sample in 0..<count { sum += Double(weights[sample]) }
    for sample in 0..<batch {
      let weight = sample < count ? Double(weights[sample]) : 0
      let rows = rows(sample)
      let counted = weight == 0 ? 0 : positions == 1 ? 1 : rows.count { labels[$0] != Self.ignoredLabel }
      for row in rows {
        if counted == 0 || positions > 1 && labels[row] == Self.ignoredLabel {
          (result + row * width).update(repeating: 0, count: width)
        } else {
          body(row, weight, sum * Double(counted))
        }
      }
    }
  }

  private func rows(_ sample: Int) -> Range<Int> { sample * positions..<(sample + 1) * positions }

  /// A sample's loss.
  private func value(_ sample: Int) -> Double {
    guard positions > 1 else { return rowValue(sample) }
    var (sum, counted) = (0.0, 0)
    for row in rows(sample) where labels[row] != Self.ignoredLabel {
      sum += rowValue(row)
      counted += 1
    }
    return counted > 0 ? sum / Double(counted) : 0
  }

  private func rowValue(_ row: Int) -> Double {
    let z = outputs.pointer + row * width
    switch loss {
    case .crossEntropy: return CrossEntropy.loss(z, width, label: checkedLabel(row))
    case .smoothedCrossEntropy(let fraction):
      return CrossEntropy.loss(z, width, label: checkedLabel(row), smoothing: fraction)
    case .binaryCrossEntropy: return mean(BinaryCrossEntropy.self, row) { $0.value($1, $2) }
    case .meanSquaredError: return mean(SquaredError.self, row) { $0.value($1, $2) }
    case .meanAbsoluteError: return mean(AbsoluteError.self, row) { $0.value($1, $2) }
    }
  }

  // MARK: Labels

  private func checkedLabel(_ row: Int) -> Int {
    let label = Int(labels[row])
    let classes = loss.takesLabels ? width : max(width, 2)
    precondition((0..<classes).contains(label), "label \(label) among \(classes) classes")
    return label
  }

  private func correctFraction(_ sample: Int) -> Double {
    guard positions > 1 else { return isCorrect(sample) ? 1 : 0 }
    let counted = rows(sample).filter { labels[$0] != Self.ignoredLabel }
    return counted.isEmpty ? 0 : Double(counted.count(where: isCorrect)) / Double(counted.count)
  }

  private func isCorrect(_ row: Int) -> Bool {
    let z = outputs.pointer + row * width
    let isLogit = loss == .binaryCrossEntropy
    if loss.takesLabels || targetsAreLabels && width > 1 {
      // The first of the largest.
      let (label, largest) = (Int(labels[row]), VectorMath.largest(z, count: width))
      return z[label] == largest && !(0..<label).contains { z[$0] == largest }
    }
    guard isLogit || targetsAreLabels else { return false }
    let t = targets.baseAddress.map { $0 + row * width }
    return (0..<width).allSatisfy { k in (z[k] > (isLogit ? 0 : 0.5)) == (t.map { $0[k] > 0.5 } ?? false) }
  }

  private func writeCrossEntropyGradient(
    _ row: Int, smoothing fraction: Double, _ weight: Double, _ total: Double,
    to gradient: UnsafeMutablePointer<Float>
  ) {
    Softmax.write(outputs.pointer + row * width, to: &probabilities)
    let label = checkedLabel(row)
    for k in 0..<width {
      var target: Double = k == label ? 1 : 0
      if fraction > 0 { target = (1 - fraction) * target + fraction / Double(width) }
      gradient[row * width + k] = Float(weight * (probabilities[k] - target) / total)
    }
  }

  // MARK: Numbers

  /// The mean over a row's outputs of a term in output and target.
  @inline(__always)
  private func mean<Term: OutputLoss>(
    _ loss: Term.Type, _ row: Int, _ term: (Term.Type, Double, Double) -> Double
  ) -> Double {
    var sum = 0.0
    for i in row * width..<(row + 1) * width {
      sum += term(loss, Double(outputs.pointer[i]), Double(targets[i]))
    }
    return sum / Double(width)
  }

  /// Writes a derivative of that mean, times the weight's fraction, times a tangent if there is one.
  @inline(__always)
  private func write<Term: OutputLoss>(
    _ loss: Term.Type, _ row: Int, along tangent: UnsafePointer<Float>? = nil, _ weight: Double,
    _ total: Double, to result: UnsafeMutablePointer<Float>, _ term: (Term.Type, Double, Double) -> Double
  ) {
    for k in 0..<width {
      let i = row * width + k
      let derivative = term(loss, Double(outputs.pointer[i]), Double(targets[i]))
      result[i] = Float(
        (tangent.map { Double($0[k]) } ?? 1) * (weight * derivative) / (Double(width) * total))
    }
  }
}

/// A few lines of work as a step of a plan.
final class ClosureStep: Step {
  private let body: () -> Void

  init(_ body: @escaping () -> Void) { self.body = body }

  func run() { body() }
}
