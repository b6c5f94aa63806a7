import Glibc
import Tensors

/// Compares logits with labels: loss, accuracy, and the derivatives that the backward passes start from.
///
/// Softmax cross entropy of logits `z` and label `y`: `ℓ = log Σₖ exp zₖ − z_y`, `∂ℓ/∂z = p − e_y` with
/// `p = softmax z`, and along a direction `d(∂ℓ/∂z) = p ∘ (ż − Σ p ż)`. Each sample is computed in `Double`.
final class LossHead {
  let loss: LossFunction
  let logits: Memory
  let classes: Int
  let labels: UnsafeMutableBufferPointer<Int32>
  /// Samples of the batch that count, from the first on.
  var count: Int
  private(set) var outcome = Outcome()
  private var probabilities: [Double]

  /// - Parameter logits: `[n, classes]`, row-major.
  init(_ loss: LossFunction, logits: Memory) {
    self.loss = loss
    self.logits = logits
    let extents = logits.layout.extents
    classes = extents[1]
    count = extents[0]
    labels = .allocate(capacity: extents[0])
    labels.initialize(repeating: 0)
    probabilities = Array(repeating: 0, count: classes)
  }

  deinit { labels.deallocate() }

  /// Sums over the batch's first `count` samples; a loss that is not a number counts as infinite.
  func evaluate() {
    var result = Outcome(count: count)
    for sample in 0..<count {
      let z = logits.pointer + sample * classes
      let label = Int(labels[sample])
      precondition((0..<classes).contains(label), "label \(label) among \(classes) classes")
      var best = 0
      for k in 1..<classes where z[k] > z[best] { best = k }
      let largest = Double(z[best])
      var sum = 0.0
      for k in 0..<classes { sum += exp(Double(z[k]) - largest) }
      let value = log(sum) + largest - Double(z[label])
      let loss = value.isFinite ? value : .infinity
      result.lossSum += loss
      result.squaredLossSum += loss * loss
      if best == label, value.isFinite { result.correct += 1 }
    }
    outcome = result
  }

  /// Gradient of the mean loss with respect to the logits.
  func writeGradient(to gradient: UnsafeMutablePointer<Float>) {
    for sample in 0..<count {
      softmax(of: sample)
      for k in 0..<classes {
        let target: Double = k == Int(labels[sample]) ? 1 : 0
        gradient[sample * classes + k] = Float((probabilities[k] - target) / Double(count))
      }
    }
    clearRest(of: gradient)
  }

  /// Derivative of that gradient when the logits move along `tangent`.
  func writeGradientChange(along tangent: UnsafePointer<Float>, to change: UnsafeMutablePointer<Float>) {
    for sample in 0..<count {
      softmax(of: sample)
      let dz = tangent + sample * classes
      var mean = 0.0
      for k in 0..<classes { mean += probabilities[k] * Double(dz[k]) }
      for k in 0..<classes {
        change[sample * classes + k] = Float(probabilities[k] * (Double(dz[k]) - mean) / Double(count))
      }
    }
    clearRest(of: change)
  }

  private func clearRest(of memory: UnsafeMutablePointer<Float>) {
    let used = count * classes
    (memory + used).update(repeating: 0, count: logits.layout.extents[0] * classes - used)
  }

  private func softmax(of sample: Int) {
    let z = logits.pointer + sample * classes
    var largest = Double(z[0])
    for k in 1..<classes { largest = max(largest, Double(z[k])) }
    var sum = 0.0
    for k in 0..<classes {
      probabilities[k] = exp(Double(z[k]) - largest)
      sum += probabilities[k]
    }
    for k in 0..<classes { probabilities[k] /= sum }
  }
}

/// A few lines of work as a step of a plan.
final class ClosureStep: Step {
  private let body: () -> Void

  init(_ body: @escaping () -> Void) { self.body = body }

  func run() { body() }
}
