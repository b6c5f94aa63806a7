import Data
import Evaluation
import Models
import Networks
import Surfaces
import Tensors

/// A network's loss on the plane `θ + α d₁ + β d₂`, with its gradient there: descent on it stays on the surface that is
/// drawn.
///
/// The loss is the mean over a set of samples, with running statistics; it is that of a probe with the same samples and
/// directions, to the last bit. By the chain rule `∂L/∂α = g · d₁` and `∂L/∂β = g · d₂`, `g` the exact gradient in all
/// parameters.
package final class NetworkPlane {
  /// The directions, filter-normalized.
  package let directions: (first: Direction, second: Direction)
  /// What the first axis was made from; nil for a random direction.
  package let sharpest: PowerIteration.Eigenpair?
  /// Samples of the mean.
  package var samples: Int { objective.definition.set.count }
  private let parameters: [Float]
  private let objective: Objective

  /// What the first axis runs along; the second runs along a random direction.
  package enum FirstAxis: Hashable, Sendable {
    /// Another random direction.
    case random
    /// A direction of great curvature: the Hessian's leading eigenvector, by so many power iterations from a random
    /// direction, with each filter then scaled to the norm of the network's filter times `length`.
    ///
    /// The scaling makes it comparable with other normalized directions; the result is an eigenvector no more. Random
    /// directions alone show a bowl that is nearly round, since each meets a little of every curvature. A length of 1
    /// leads very far.
    case sharpest(iterations: Int, length: Double = 1)
  }

  /// The plane of a model, on a choice of samples.
  ///
  /// - Parameters:
  ///   - data: what the samples are chosen from.
  ///   - population: indices of the samples to choose from, rising.
  ///   - count: how many are chosen; all when there are fewer.
  ///   - axis: what the first axis runs along.
  ///   - seed: of the directions, as a probe draws them, and of the choice of samples.
  ///   - workers: threads; results do not depend on it.
  /// - Throws: `ProbingError.kernel`.
  package init(
    of model: Model, on data: Samples, population: [Int], count: Int, along axis: FirstAxis = .random,
    seed: UInt64, workers: Int
  ) throws(ProbingError) {
    let layout = ParameterLayout(model.graph)
    let set = SampleSet(choosing: count, of: population, seed: seed)
    objective = Objective(model, samples: data, set: set, workers: workers)
    parameters = model.parameters
    let drawn = ProbeOptions.directionSeeds(seed, count: 2).map {
      Direction(layout: layout, parameters: model.parameters, seed: $0, normalization: .filter)
    }
    guard case .sharpest(let iterations, let length) = axis else {
      directions = (drawn[0], drawn[1])
      sharpest = nil
      return
    }
    let found: PowerIteration.Eigenpair?
    do throws(KernelError) {
      // An objective of its own, whose memory for second derivatives is not kept.
      found = try PowerIteration(iterations: iterations, endsEarly: false).leading(
        of: Objective(objective.definition, workers: workers), at: parameters, from: [drawn[0].components])?
        .first
    } catch { throw .kernel(error) }
    let first = found.map {
      Direction(
        RawDirection($0, number: 1), layout: layout, parameters: model.parameters, normalization: .filter)
    }
    directions = ((first ?? drawn[0]).scaled(by: length), drawn[1])
    sharpest = found
  }

  /// The loss at `(α, β)`; infinite where the network overflows, even if its rectifiers hide that from the outputs.
  ///
  /// - Throws: `ProbingError.kernel`.
  package func loss(at position: SIMD2<Double>) throws(ProbingError) -> Double {
    do throws(KernelError) { return try objective.loss(at: point(position)) ?? .nan } catch {
      throw .kernel(error)
    }
  }

  /// The loss at `(α, β)` with `(∂L/∂α, ∂L/∂β)`; the loss is infinite and the slopes are NaN where the network overflows.
  ///
  /// The loss is computed with its gradient: it may differ from `loss(at:)` in the last digits of single precision.
  ///
  /// - Throws: `ProbingError.kernel`.
  package func evaluate(
    at position: SIMD2<Double>
  ) throws(ProbingError) -> (loss: Double, gradient: SIMD2<Double>) {
    let axes = [directions.first.components, directions.second.components]
    do throws(KernelError) {
      guard let found = try objective.gradient(at: point(position), along: axes) else {
        return (.nan, SIMD2(.nan, .nan))
      }
      return (found.outcome.loss, SIMD2(found.slopes[0], found.slopes[1]))
    } catch { throw .kernel(error) }
  }

  /// The loss on a grid, `[row = β][column = α]`.
  ///
  /// - Throws: `ProbingError.kernel`.
  package func losses(x: Axis, y: Axis) throws(ProbingError) -> [Double] {
    var losses: [Double] = []
    for beta in y.values {
      for alpha in x.values { losses.append(try loss(at: SIMD2(alpha, beta))) }
    }
    return losses
  }

  private func point(_ position: SIMD2<Double>) -> [Float] {
    var point = parameters
    point.withUnsafeMutableBufferPointer {
      Displacement.write(
        parameters, plus: [position.x, position.y],
        times: [directions.first.components, directions.second.components], into: $0)
    }
    return point
  }
}
