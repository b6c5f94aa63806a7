import Networks
import Numerics
import Tensors

extension Objective {
  /// Multiply-adds of a gradient and of a Hessian–vector product, in forward passes.
  private static let (gradientCost, productCost) = (3, 9)

  /// Sums over the set, with the gradient of the weighted mean loss in the order of the parameters; nil when asked to stop.
  ///
  /// - Throws: `KernelError` when memory is short.
  package func gradient(
    at parameters: [Float], into gradient: inout [Float], stop: StopRequest = StopRequest()
  ) throws(KernelError) -> LossSums? {
    var results = [gradient]
    let outcome = try sum(gradients, Self.gradientCost, at: parameters, into: &results, stop: stop) {
      evaluator, position, theta in
      let outcome = evaluator.outcomeWithGradient(of: self.derivativeBatches[position], at: theta)
      return (outcome, [evaluator.gradient])
    }
    gradient = results[0]
    return outcome
  }

  /// Sums over the set, with the gradient and the exact product of the Hessian of the weighted mean loss and a direction
  /// (Pearlmutter 1994, doi:10.1162/neco.1994.6.1.147); nil when asked to stop.
  ///
  /// - Parameter direction: one number per parameter; those of running statistics are ignored.
  /// - Throws: `KernelError` when memory is short.
  package func hessianVectorProduct(
    at parameters: [Float], along direction: [Float], gradient: inout [Float], product: inout [Float],
    stop: StopRequest = StopRequest()
  ) throws(KernelError) -> LossSums? {
    precondition(
      direction.count == parameters.count, "\(direction.count) numbers for \(parameters.count) parameters")
    var results = [gradient, product]
    let outcome = try sum(products, Self.productCost, at: parameters, into: &results, stop: stop) {
      evaluator, position, theta in
      let outcome = direction.withUnsafeBufferPointer {
        evaluator.outcomeWithProduct(of: self.derivativeBatches[position], at: theta, along: $0)
      }
      return (outcome, [evaluator.gradient, evaluator.product])
    }
    (gradient, product) = (results[0], results[1])
    return outcome
  }

  /// The product of the Hessian and a direction with the curvature along it in each micro-batch; nil when asked to stop.
  ///
  /// - Parameter direction: one number per parameter; those of running statistics are ignored.
  /// - Throws: `KernelError` when memory is short.
  package func curvature(
    at parameters: [Float], along direction: [Float], stop: StopRequest = StopRequest()
  ) throws(KernelError) -> CurvatureProduct? {
    precondition(
      direction.count == parameters.count, "\(direction.count) numbers for \(parameters.count) parameters")
    var results = [direction]
    let quotients = Gathered<Double>(count: derivativeBatches.count)
    let outcome = try sum(products, Self.productCost, at: parameters, into: &results, stop: stop) {
      evaluator, position, theta in
      direction.withUnsafeBufferPointer { direction in
        let outcome = evaluator.outcomeWithProduct(
          of: self.derivativeBatches[position], at: theta, along: direction)
        quotients.set(position, VectorMath.dot(direction, evaluator.product))
        return (outcome, [evaluator.product])
      }
    }
    return outcome.map {
      CurvatureProduct(outcome: $0, product: results[0], quotients: quotients.all ?? [])
    }
  }

  /// Sums over the set, with the derivatives of the weighted mean loss along directions, `g · dₖ`; nil when asked to stop.
  ///
  /// - Parameter directions: one number per parameter each.
  /// - Throws: `KernelError` when memory is short.
  package func gradient(
    at parameters: [Float], along directions: [[Float]], stop: StopRequest = StopRequest()
  ) throws(KernelError) -> (outcome: LossSums, slopes: [Double])? {
    precondition(directions.allSatisfy { $0.count == parameters.count }, "a direction of another length")
    let batches = derivativeBatches
    let results = Gathered<(outcome: LossSums, slopes: [Double])>(count: batches.count)
    let isFinite = parameters.withUnsafeBufferPointer(VectorMath.isFinite)
    let isComplete = try run(gradients, batches, cost: Self.gradientCost, stop: stop) {
      evaluator, position throws(KernelError) in
      guard isFinite else { return .enough }
      let outcome = parameters.withUnsafeBufferPointer {
        evaluator.outcomeWithGradient(of: batches[position], at: $0)
      }
      guard outcome.lossSum.isFinite else { return .enough }
      let slopes = directions.map { $0.withUnsafeBufferPointer { VectorMath.dot(evaluator.gradient, $0) } }
      results.set(position, (outcome, slopes))
      return .goOn
    }
    guard isComplete else { return nil }
    let found = results.all
    let total = found.map { self.total($0.map(\.outcome)) } ?? diverged
    guard let found, total.lossSum.isFinite else { return (diverged, directions.map { _ in .nan }) }
    let slopes = directions.indices.map { index in
      found.reduce(0) { $0 + $1.outcome.weight * $1.slopes[index] } / total.weight
    }
    return (total, slopes)
  }

  /// Sums of vectors that each batch has one of, which `body` finds by the batch's position.
  private func sum(
    _ source: BatchRun<DerivativeEvaluator>, _ cost: Int, at parameters: [Float],
    into results: inout [[Float]], stop: StopRequest,
    _ body:
      @escaping @Sendable (DerivativeEvaluator, Int, UnsafeBufferPointer<Float>) -> (
        LossSums, [UnsafeBufferPointer<Float>]
      )
  ) throws(KernelError) -> LossSums? {
    let batches = derivativeBatches
    let sums = OrderedVectorSum(vectors: results.count, count: parameters.count)
    let outcomes = Gathered<LossSums>(count: batches.count)
    let patience = 2 * workers
    let isFinite = parameters.withUnsafeBufferPointer(VectorMath.isFinite)
    let isCrowded: @Sendable () -> Bool = { sums.waiting > patience }
    let isComplete = try run(source, batches, cost: cost, stop: stop, unless: isCrowded) {
      evaluator, position throws(KernelError) in
      guard isFinite else { return .enough }
      return parameters.withUnsafeBufferPointer { theta in
        let (outcome, vectors) = body(evaluator, position, theta)
        guard outcome.lossSum.isFinite else { return .enough }
        outcomes.set(position, outcome)
        sums.add(vectors, weight: outcome.weight, at: position)
        return .goOn
      }
    }
    guard isComplete else { return nil }
    let total = outcomes.all.map { self.total($0) } ?? diverged
    guard total.lossSum.isFinite else {
      for index in results.indices { results[index] = Array(repeating: .nan, count: parameters.count) }
      return total
    }
    for (index, sum) in sums.sums.enumerated() {
      results[index] = Array(repeating: 0, count: parameters.count)
      results[index].withUnsafeMutableBufferPointer { sum.writeMean(to: $0) }
    }
    return total
  }
}
