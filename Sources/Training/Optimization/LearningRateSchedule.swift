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
  }

  package var course: Course
  /// Epochs over which the rate rises linearly from 0.
  ///
  /// Goyal et al. 2017, arXiv:1706.02677, §2.2.
  package var warmUp: Double

  /// Names of the courses.
  package static let names = ["constant", "step", "cosine"]

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
    }
  }
}
