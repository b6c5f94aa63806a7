import Networks
import Surfaces
import Tensors
import Training

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

  /// The plane of a trained network, on a batch of the samples that it was trained on.
  ///
  /// - Parameters:
  ///   - samples: how many; all when there are fewer.
  ///   - seed: of the directions, as a probe draws them, and of the choice of samples.
  ///   - threads: inside the kernels.
  /// - Throws: `ProbingError` `dataset` or `kernel`.
  package init(
    of checkpoint: Checkpoint, samples count: Int, seed: UInt64, threads: Int
  ) throws(ProbingError) {
    let data: Samples
    do throws(DatasetError) { data = try checkpoint.configuration.dataset.load(.train) } catch {
      throw .dataset(error)
    }
    let layout = ParameterLayout(checkpoint.graph)
    let drawn = ProbeOptions.directionSeeds(seed, count: 2).map {
      Direction(layout: layout, parameters: checkpoint.parameters, seed: $0, normalization: .filter)
    }
    directions = (drawn[0], drawn[1])
    let indices = ProbedNetwork.choose(
      count, of: checkpoint.trainedIndices(of: data.count).sorted(), seed: seed)
    samples = indices.count
    parameters = checkpoint.parameters
    point = parameters
    gradient = parameters
    KernelThreads.set(threads)
    do throws(KernelError) {
      plan = try DifferentiationPlan(
        graph: checkpoint.graph, loss: checkpoint.configuration.loss, batchSize: indices.count,
        statistics: .running)
    } catch { throw .kernel(error) }
    data.copyNormalized(indices[...], using: checkpoint.normalization, into: plan.images)
    data.copyLabels(indices[...], into: plan.labels)
  }

  /// The loss at `(α, β)`.
  package func loss(at place: SIMD2<Double>) -> Double {
    move(to: place)
    return point.withUnsafeBufferPointer { plan.evaluate(at: $0).loss }
  }

  /// The loss at `(α, β)` with `(∂L/∂α, ∂L/∂β)`.
  package func evaluate(at place: SIMD2<Double>) -> (loss: Double, gradient: SIMD2<Double>) {
    move(to: place)
    return point.withUnsafeBufferPointer { point in
      gradient.withUnsafeMutableBufferPointer { gradient in
        let outcome = plan.gradient(at: point, into: gradient)
        let g = UnsafeBufferPointer(gradient)
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
