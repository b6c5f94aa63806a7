import Data
import Networks
import Numerics
import Tensors

/// The Hessian of a mean loss at a point, in some of the parameters, as something that vectors are multiplied with.
package struct HessianOperator: Sendable {
  package let objective: Objective
  package let parameters: [Float]
  /// The parts of the parameter vector that the Hessian is taken in, rising; elsewhere vectors and products are zero.
  package let moving: [ParameterBlock]
  /// The samples, in the groups that products are computed in.
  package let groups: SampleGroups

  /// The Hessian of a loss on samples that all count the same.
  ///
  /// - Parameters:
  ///   - parameters: the point.
  ///   - moving: blocks of the layout, in its order.
  ///   - seed: of the division of samples into groups.
  package init(
    _ definition: LossDefinition, at parameters: [Float], moving: [ParameterBlock], seed: UInt64,
    workers: Int = KernelThreads.available
  ) {
    groups = SampleGroups(definition.set, seed: seed)
    objective = Objective(definition, workers: workers, groups: groups.batches)
    self.parameters = parameters
    self.moving = moving
  }

  private init(_ other: HessianOperator, at parameters: [Float]) {
    objective = other.objective
    self.parameters = parameters
    moving = other.moving
    groups = other.groups
  }

  /// The Hessian at another point.
  package func moved(to parameters: [Float]) -> HessianOperator {
    precondition(parameters.count == self.parameters.count, "a point of another network")
    return HessianOperator(self, at: parameters)
  }

  /// Parameters that move.
  package var dimension: Int { moving.reduce(0) { $0 + $1.range.count } }

  /// The product with a vector that is zero where nothing moves; nil when asked to stop.
  ///
  /// - Throws: `CurvatureError` `kernel` or `diverges`.
  package func product(
    _ vector: [Float], stop: StopRequest
  ) throws(CurvatureError) -> CurvatureProduct? {
    let found: CurvatureProduct?
    do throws(KernelError) {
      found = try objective.curvature(at: parameters, along: vector, stop: stop)
    } catch { throw .kernel(error) }
    guard let found else { return nil }
    guard found.outcome.lossSum.isFinite, found.product.withUnsafeBufferPointer(VectorMath.isFinite) else {
      throw .diverges
    }
    return CurvatureProduct(
      outcome: found.outcome, product: restricted(found.product), quotients: found.quotients)
  }

  /// A vector with 0 in place of what does not move.
  package func restricted(_ vector: [Float]) -> [Float] {
    var result = [Float](repeating: 0, count: vector.count)
    for block in moving { result.replaceSubrange(block.range, with: vector[block.range]) }
    return result
  }

  /// A vector of random signs where parameters move.
  package func signs(_ number: Int, seed: UInt64) -> [Float] {
    var generator = SeededGenerator(seed: seed, for: .curvatureProbe(number))
    var result = [Float](repeating: 0, count: parameters.count)
    for block in moving {
      for i in block.range { result[i] = generator.next() >> 63 == 0 ? 1 : -1 }
    }
    return result
  }

  /// A vector drawn from N(0, 1) where parameters move: it has a part of every eigenvector, which signs may lack.
  package func normal(_ number: Int, seed: UInt64) -> [Float] {
    var generator = SeededGenerator(seed: seed, for: .curvatureProbe(number))
    var result = [Float](repeating: 0, count: parameters.count)
    for block in moving {
      for i in block.range { result[i] = Float(generator.normal()) }
    }
    return result
  }

  /// `x · y` over each block that moves.
  func products(_ x: [Float], _ y: [Float]) -> [Double] {
    x.withUnsafeBufferPointer { x in
      y.withUnsafeBufferPointer { y in
        moving.map {
          VectorMath.dot(
            UnsafeBufferPointer(rebasing: x[$0.range]), UnsafeBufferPointer(rebasing: y[$0.range]))
        }
      }
    }
  }
}
