import Data
import Evaluation
import Models
import Networks
import Numerics
import Surfaces
import Tensors

/// A network's loss on the plane `θ + α d₁ + β d₂`, with its gradient there: descent on it stays on the surface that is
/// drawn.
///
/// The loss is the mean over one batch of samples, with running statistics. By the chain rule `∂L/∂α = g · d₁` and
/// `∂L/∂β = g · d₂`, `g` the exact gradient in all parameters. Not for use by two threads at once.
package final class NetworkPlane {
  /// The directions, filter-normalized.
  package let directions: (first: Direction, second: Direction)
  /// Samples of the batch.
  package let samples: Int
  private let parameters: [Float]
  private let plan: DifferentiationPlan
  private var point: [Float]
  private var gradient: [Float]
  private let overflow: OverflowProof
  /// Whether kernels run on threads whose arithmetic exceptions this one does not see.
  private let hasKernelThreads: Bool

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

  /// The plane of a model, on a batch of samples.
  ///
  /// - Parameters:
  ///   - data: what the batch is chosen from.
  ///   - population: indices of the samples to choose from, rising.
  ///   - count: how many are chosen; all when there are fewer.
  ///   - axis: what the first axis runs along.
  ///   - seed: of the directions, as a probe draws them, and of the choice of samples.
  ///   - threads: inside the kernels.
  /// - Throws: `ProbingError.kernel`.
  package init(
    of model: Model, on data: Samples, population: [Int], count: Int, along axis: FirstAxis = .random,
    seed: UInt64, threads: Int
  ) throws(ProbingError) {
    let layout = ParameterLayout(model.graph)
    let indices = ProbedNetwork.choose(count, of: population, seed: seed)
    samples = indices.count
    parameters = model.parameters
    point = parameters
    gradient = parameters
    hasKernelThreads = threads > 1
    KernelThreads.set(threads)
    do throws(KernelError) {
      overflow = try OverflowProof(parameterCount: layout.count)
      plan = try DifferentiationPlan(
        graph: model.graph, loss: model.loss, batchSize: indices.count,
        statistics: .running, curvature: axis != .random)
    } catch { throw .kernel(error) }
    data.fill(plan, with: indices[...], using: model.preprocessing)
    let drawn = ProbeOptions.directionSeeds(seed, count: 2).map {
      Direction(layout: layout, parameters: model.parameters, seed: $0, normalization: .filter)
    }
    if case .sharpest(let iterations, let length) = axis {
      let sharpest = Self.sharpest(plan, parameters, from: drawn[0].components, iterations)
      directions = (
        Direction(scaling: sharpest, by: length, layout: layout, parameters: model.parameters), drawn[1]
      )
    } else {
      directions = (drawn[0], drawn[1])
    }
  }

  /// The direction that products with the Hessian turn to.
  private static func sharpest(
    _ plan: DifferentiationPlan, _ parameters: [Float], from start: [Float], _ iterations: Int
  ) -> [Float] {
    var direction = start
    var product = start
    var gradient = start
    parameters.withUnsafeBufferPointer { theta in
      gradient.withUnsafeMutableBufferPointer { gradient in
        for _ in 0..<iterations {
          product.withUnsafeMutableBufferPointer { product in
            direction.withUnsafeBufferPointer {
              _ = plan.curvatureProduct(at: theta, along: $0, gradient: gradient, product: product)
            }
          }
          let norm = product.withUnsafeBufferPointer(VectorMath.norm)
          guard norm > 0, norm.isFinite else { return }
          direction = product.map { $0 / Float(norm) }
        }
      }
    }
    return direction
  }

  /// The loss at `(α, β)`; infinite where the network overflows, even if its rectifiers hide that from the outputs.
  package func loss(at place: SIMD2<Double>) -> Double {
    move(to: place)
    return point.withUnsafeBufferPointer { point in
      guard VectorMath.isFinite(point) else { return .infinity }
      _ = ArithmeticExceptions.take()
      let loss = plan.evaluate(at: point).loss
      let isSuspect = ArithmeticExceptions.take() || hasKernelThreads
      return isSuspect && overflow.holds(for: plan, at: point) ? .infinity : loss
    }
  }

  /// The loss at `(α, β)` with `(∂L/∂α, ∂L/∂β)`; the loss is infinite, and the slopes mean nothing, where the network
  /// overflows.
  package func evaluate(at place: SIMD2<Double>) -> (loss: Double, gradient: SIMD2<Double>) {
    move(to: place)
    return point.withUnsafeBufferPointer { point in
      gradient.withUnsafeMutableBufferPointer { gradient in
        let outcome = plan.gradient(at: point, into: gradient)
        let g = UnsafeBufferPointer(gradient)
        guard VectorMath.isFinite(point), VectorMath.isFinite(g) else {
          return (.infinity, SIMD2(.nan, .nan))
        }
        let slopes = [directions.first, directions.second].map { direction in
          direction.components.withUnsafeBufferPointer { VectorMath.dot(g, $0) }
        }
        return (outcome.loss, SIMD2(slopes[0], slopes[1]))
      }
    }
  }

  /// The loss on a grid, `[row = β][column = α]`.
  package func losses(x: Axis, y: Axis) -> [Double] {
    y.values.flatMap { beta in x.values.map { loss(at: SIMD2($0, beta)) } }
  }

  private func move(to place: SIMD2<Double>) {
    parameters.withUnsafeBufferPointer { theta in
      directions.first.components.withUnsafeBufferPointer { first in
        directions.second.components.withUnsafeBufferPointer { second in
          point.withUnsafeMutableBufferPointer {
            VectorMath.combine(theta, Float(place.x), first, Float(place.y), second, into: $0)
          }
        }
      }
    }
  }
}
