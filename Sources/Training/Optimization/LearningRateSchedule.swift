import Glibc

/// The factor on the learning rate as training goes on.
package struct LearningRateSchedule: Codable, Hashable, Sendable {
  /// The course after the warm-up.
  package enum Course: Codable, Hashable, Sendable {
    case constant
    /// Multiplied by `factor` when each of the `milestones`, in epochs, is reached.
    case step(milestones: [Double], factor: Double)
    /// `½(1 + cos πt/T)` from 1 at the start to 0 at the last epoch `T` (Loshchilov & Hutter 2017).
    case cosine
    /// Half a cosine up from `1/startDivisor` to 1 over the fraction `rise` of all steps, then half a cosine down to
    /// `1/(startDivisor · endDivisor)` at the last step (Smith & Topin 2019, arXiv:1708.07120).
    ///
    /// PyTorch's `OneCycleLR`, without its cycle of the momentum.
    case oneCycle(rise: Double = 0.3, startDivisor: Double = 25, endDivisor: Double = 1e4)
  }

  package var course: Course
  /// Epochs over which the rate rises linearly from 0, before any course but one-cycle, which has its own rise.
  ///
  /// Goyal et al. 2017, arXiv:1706.02677, §2.2.
  package var warmUp: Double

  /// Names of the courses.
  package static let names = ["constant", "step", "cosine", "one-cycle"]

  package init(_ course: Course, warmUp: Double = 0) {
    self.course = course
    self.warmUp = warmUp
  }

  /// The factor for step `step` of `stepsPerEpoch · epochs`, counted from 0.
  package func factor(step: Int, stepsPerEpoch: Int, epochs: Int) -> Double {
    let epoch = Double(step) / Double(stepsPerEpoch)
    if epoch < warmUp {
      return min(1, Double(step + 1) / (warmUp * Double(stepsPerEpoch)))
    }
    switch course {
    case .constant: return 1
    case .step(let milestones, let factor):
      return pow(factor, Double(milestones.count { epoch >= $0 }))
    case .cosine:
      let length = Double(epochs) - warmUp
      return length > 0 ? 0.5 * (1 + cos(Double.pi * (epoch - warmUp) / length)) : 1
    case .oneCycle(let rise, let startDivisor, let endDivisor):
      let last = Double(stepsPerEpoch * epochs - 1)
      let top = max(0, rise * (last + 1) - 1)
      let (start, end) = (1 / startDivisor, 1 / (startDivisor * endDivisor))
      if Double(step) < top { return Self.blend(from: start, to: 1, Double(step) / top) }
      return last > top ? Self.blend(from: 1, to: end, (Double(step) - top) / (last - top)) : 1
    }
  }

  /// `a` at 0, `b` at 1, half a cosine between.
  private static func blend(from a: Double, to b: Double, _ fraction: Double) -> Double {
    b + (a - b) / 2 * (1 + cos(Double.pi * fraction))
  }
}
