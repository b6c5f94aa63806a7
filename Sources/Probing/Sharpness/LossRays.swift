import Data
import Evaluation
import Models
import Networks
import Numerics
import Tensors

/// The loss along random filter-normalized directions, both ways: what sharpness in their units is made of.
struct LossRays {
  let objective: Objective
  let model: Model
  let options: ProbeOptions
  let stop: StopRequest

  /// Distances at which a ray is looked at, until the loss has risen enough.
  private static let distances = (1...8).map { Double($0) / 8 } + [1.5, 2, 3, 4]
  /// Halvings of the interval in which the loss rises enough.
  private static let halvings = 4

  /// A direction as maps have it, by its number.
  func direction(_ seed: UInt64) -> [Float] {
    let raw = RawDirection(
      seed: seed, layout: ParameterLayout(model.graph), including: options.included,
      streams: RawDirection.streams(of: model))
    return Subspace(
      of: model, along: [raw], normalization: .filter, including: options.included, only: options.only
    ).directions[0].components
  }

  /// The loss of each sample at a distance; nil when asked to stop.
  func losses(_ direction: [Float], at distance: Double) throws(ProbingError) -> [Double]? {
    do throws(KernelError) {
      return try objective.losses(at: point(direction, distance), stop: stop)
    } catch { throw .kernel(error) }
  }

  /// Where the loss first has risen to a level on the way along a direction; the last distance that was looked at where it
  /// never has, and nil when asked to stop.
  ///
  /// - Parameters:
  ///   - sign: 1 or −1.
  ///   - loss: at the start, below the level.
  func crossing(
    _ direction: [Float], sign: Double, from loss: Double, to level: Double
  ) throws(ProbingError) -> (distance: Double, isOpen: Bool)? {
    var inside = (distance: 0.0, loss: loss)
    for distance in Self.distances {
      guard let found = try mean(direction, sign * distance) else { return nil }
      guard found >= level || found.isNaN else {
        inside = (distance, found)
        continue
      }
      var outside = (distance: distance, loss: found)
      for _ in 0..<Self.halvings {
        let middle = (inside.distance + outside.distance) / 2
        guard let found = try mean(direction, sign * middle) else { return nil }
        if found < level { inside = (middle, found) } else { outside = (middle, found) }
      }
      let rise = outside.loss - inside.loss
      let share = rise.isFinite && rise > 0 ? (level - inside.loss) / rise : 0.5
      return (inside.distance + share * (outside.distance - inside.distance), false)
    }
    return (inside.distance, true)
  }

  private func mean(_ direction: [Float], _ distance: Double) throws(ProbingError) -> Double? {
    do throws(KernelError) {
      return try objective.loss(at: point(direction, distance), stop: stop)
    } catch { throw .kernel(error) }
  }

  private func point(_ direction: [Float], _ distance: Double) -> [Float] {
    var point = model.parameters
    point.withUnsafeMutableBufferPointer {
      Displacement.write(model.parameters, plus: [distance], times: [direction], into: $0)
    }
    return point
  }
}
