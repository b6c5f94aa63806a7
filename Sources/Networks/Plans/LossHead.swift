import Numerics
import Tensors

/// Compares outputs with labels or targets: loss, accuracy, and the derivatives that the backward passes start from.
///
/// Each sample is computed in `Double`.
final class LossHead {
  let loss: LossFunction
  /// `[n, K]`, row-major.
  let outputs: Memory
  /// Outputs of a sample, `K`.
  let width: Int
  let labels: UnsafeMutableBufferPointer<Int32>
  /// `[n, K]`, row-major; read by the losses of numbers.
  let targets: UnsafeMutableBufferPointer<Float>
  /// Samples of the batch that count, from the first on.
  var count: Int
  private(set) var outcome = Outcome()
  /// Whether the targets stand for the labels, which then decide what is correct.
  private var targetsAreLabels = false
  private var probabilities: [Double]

  /// - Parameter outputs: `[n, K]`, row-major.
  init(_ loss: LossFunction, outputs: Memory) {
    self.loss = loss
    self.outputs = outputs
    let extents = outputs.layout.extents
    width = extents[1]
    count = extents[0]
    labels = .allocate(capacity: extents[0])
    labels.initialize(repeating: 0)
    targets = .allocate(capacity: extents[0] * width)
    targets.initialize(repeating: 0)
    probabilities = Array(repeating: 0, count: width)
  }

  deinit {
    labels.deallocate()
    targets.deallocate()
  }

  /// Makes the labels targets: one-hot vectors, or with a single output the label itself.
  func setTargetsFromLabels() {
    targetsAreLabels = true
    for sample in labels.indices {
      let label = checkedLabel(sample)
      for k in 0..<width { targets[sample * width + k] = width == 1 ? Float(label) : k == label ? 1 : 0 }
    }
  }

  /// Sums over the batch's first `count` samples; a loss that is not a number counts as infinite.
  func evaluate() {
    var result = Outcome(count: count)
    for sample in 0..<count {
      let z = outputs.pointer + sample * width
      let value: Double
      switch loss {
      case .crossEntropy: value = CrossEntropy.loss(z, width, label: checkedLabel(sample))
      case .smoothedCrossEntropy(let share):
        value = CrossEntropy.loss(z, width, label: checkedLabel(sample), smoothing: share)
      case .binaryCrossEntropy: value = mean(BinaryCrossEntropy.self, sample) { $0.value($1, $2) }
      case .meanSquaredError: value = mean(SquaredError.self, sample) { $0.value($1, $2) }
      case .meanAbsoluteError: value = mean(AbsoluteError.self, sample) { $0.value($1, $2) }
      }
      let loss = value.isFinite ? value : .infinity
      result.lossSum += loss
      result.squaredLossSum += loss * loss
      if value.isFinite, isCorrect(sample) { result.correct += 1 }
    }
    outcome = result
  }

  /// Gradient of the mean loss with respect to the outputs.
  func writeGradient(to gradient: UnsafeMutablePointer<Float>) {
    for sample in 0..<count {
      switch loss {
      case .crossEntropy: writeCrossEntropyGradient(sample, smoothing: 0, to: gradient)
      case .smoothedCrossEntropy(let share):
        writeCrossEntropyGradient(sample, smoothing: share, to: gradient)
      case .binaryCrossEntropy: write(BinaryCrossEntropy.self, sample, to: gradient) { $0.slope($1, $2) }
      case .meanSquaredError: write(SquaredError.self, sample, to: gradient) { $0.slope($1, $2) }
      case .meanAbsoluteError: write(AbsoluteError.self, sample, to: gradient) { $0.slope($1, $2) }
      }
    }
    clearRest(of: gradient)
  }

  /// Derivative of that gradient when the outputs move along `tangent`.
  func writeGradientChange(along tangent: UnsafePointer<Float>, to change: UnsafeMutablePointer<Float>) {
    for sample in 0..<count {
      let dz = tangent + sample * width
      switch loss {
      case .crossEntropy, .smoothedCrossEntropy:
        Softmax.write(outputs.pointer + sample * width, to: &probabilities)
        var mean = 0.0
        for k in 0..<width { mean += probabilities[k] * Double(dz[k]) }
        for k in 0..<width {
          change[sample * width + k] = Float(probabilities[k] * (Double(dz[k]) - mean) / Double(count))
        }
      case .binaryCrossEntropy:
        write(BinaryCrossEntropy.self, sample, along: dz, to: change) { $0.curvature($1, $2) }
      case .meanSquaredError:
        write(SquaredError.self, sample, along: dz, to: change) { $0.curvature($1, $2) }
      case .meanAbsoluteError:
        write(AbsoluteError.self, sample, along: dz, to: change) { $0.curvature($1, $2) }
      }
    }
    clearRest(of: change)
  }

  // MARK: Labels

  private func checkedLabel(_ sample: Int) -> Int {
    let label = Int(labels[sample])
    let classes = loss.takesLabels ? width : max(width, 2)
    precondition((0..<classes).contains(label), "label \(label) among \(classes) classes")
    return label
  }

  private func isCorrect(_ sample: Int) -> Bool {
    let z = outputs.pointer + sample * width
    let isLogit = loss == .binaryCrossEntropy
    if loss.takesLabels || targetsAreLabels && width > 1 {
      var best = 0
      for k in 1..<width where z[k] > z[best] { best = k }
      return best == Int(labels[sample])
    }
    guard isLogit || targetsAreLabels else { return false }
    let t = targets.baseAddress.map { $0 + sample * width }
    return (0..<width).allSatisfy { k in (z[k] > (isLogit ? 0 : 0.5)) == (t.map { $0[k] > 0.5 } ?? false) }
  }

  private func writeCrossEntropyGradient(
    _ sample: Int, smoothing share: Double, to gradient: UnsafeMutablePointer<Float>
  ) {
    Softmax.write(outputs.pointer + sample * width, to: &probabilities)
    let label = checkedLabel(sample)
    for k in 0..<width {
      var target: Double = k == label ? 1 : 0
      if share > 0 { target = (1 - share) * target + share / Double(width) }
      gradient[sample * width + k] = Float((probabilities[k] - target) / Double(count))
    }
  }

  // MARK: Numbers

  /// The mean over a sample's outputs of a term in output and target.
  @inline(__always)
  private func mean<Term: OutputLoss>(
    _ loss: Term.Type, _ sample: Int, _ term: (Term.Type, Double, Double) -> Double
  ) -> Double {
    var sum = 0.0
    for i in sample * width..<(sample + 1) * width {
      sum += term(loss, Double(outputs.pointer[i]), Double(targets[i]))
    }
    return sum / Double(width)
  }

  /// Writes a derivative of that mean, divided by the number of samples, times a tangent if there is one.
  @inline(__always)
  private func write<Term: OutputLoss>(
    _ loss: Term.Type, _ sample: Int, along tangent: UnsafePointer<Float>? = nil,
    to result: UnsafeMutablePointer<Float>, _ term: (Term.Type, Double, Double) -> Double
  ) {
    for k in 0..<width {
      let i = sample * width + k
      let derivative = term(loss, Double(outputs.pointer[i]), Double(targets[i]))
      result[i] = Float((tangent.map { Double($0[k]) } ?? 1) * derivative / Double(width * count))
    }
  }

  private func clearRest(of memory: UnsafeMutablePointer<Float>) {
    let used = count * width
    (memory + used).update(repeating: 0, count: outputs.layout.extents[0] * width - used)
  }
}

/// A few lines of work as a step of a plan.
final class ClosureStep: Step {
  private let body: () -> Void

  init(_ body: @escaping () -> Void) { self.body = body }

  func run() { body() }
}
