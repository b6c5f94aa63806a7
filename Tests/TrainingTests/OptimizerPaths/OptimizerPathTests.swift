import Testing
import Training

@Suite struct OptimizerPathTests {
  private func path(
    _ configuration: OptimizerConfiguration, _ loss: AnalyticLoss, _ start: SIMD2<Double>, _ steps: Int
  ) -> OptimizerPath {
    OptimizerPath(of: configuration, on: loss, from: start, steps: steps)
  }

  @Test func `descent on a ravine shrinks each coordinate by its own factor`() {
    let path = path(
      .init(.gradientDescent, learningRate: 0.09, weightDecay: 0), .ravine(condition: 20), SIMD2(1, 1), 10)
    #expect(path.points.count == 11 && !path.isCutShort)
    var expected = SIMD2(1.0, 1)
    for point in path.points {
      // Ten steps of two roundings of numbers of size 1.
      #expect(abs(point.x - expected.x) < 2e-6 && abs(point.y - expected.y) < 2e-6)
      expected *= SIMD2(1 - 0.09, 1 - 0.09 * 20)
    }
    #expect(path.effectiveRates.allSatisfy { abs($0.x - 0.09) < 1e-6 && abs($0.y - 0.09) < 1e-6 })
  }

  @Test func `the first step of Adam has the size of the rate whatever the gradient`() {
    let path = path(
      .init(.adam(), learningRate: 0.1, weightDecay: 0), .ravine(condition: 1000), SIMD2(1, -1), 1)
    #expect(abs(path.points[1].x - 0.9) < 1e-6 && abs(path.points[1].y + 0.9) < 1e-6)
  }

  @Test func `Adagrad's effective rate only falls`() {
    let path = path(.init(.adagrad(), weightDecay: 0), .ravine(condition: 20), SIMD2(1, 1), 50)
    for (now, later) in zip(path.effectiveRates, path.effectiveRates.dropFirst()) {
      #expect(later.x < now.x && later.y < now.y)
    }
  }

  /// Numbers of PyTorch 2.15.0, made by Scripts/optimizer_traces.py with seven decimals.
  @Test func `sharpness-aware steps are those with PyTorch's gradients`() {
    func agree(_ method: OptimizerConfiguration.Method, _ expected: [SIMD2<Double>]) -> Bool {
      let configuration = OptimizerConfiguration(
        method, learningRate: 0.05, weightDecay: 0, sharpnessRadius: 0.1)
      let path = path(configuration, .ravine(condition: 4), SIMD2(1, -2), 3)
      return zip(path.points.dropFirst(), expected).allSatisfy {
        abs($0.x - $1.x) <= 1e-6 && abs($0.y - $1.y) <= 1e-6
      }
    }
    #expect(
      agree(
        .momentum(), [SIMD2(0.9493798, -1.5801544), SIMD2(0.85561, -0.8664843), SIMD2(0.7272383, -0.0314673)])
    )
    #expect(
      agree(.adam(), [SIMD2(0.95, -1.95), SIMD2(0.9000826, -1.900035), SIMD2(0.8503094, -1.8501295)]))
  }

  @Test func `on a saddle without noise descent stays on the ridge and Adam too`() {
    for method in [OptimizerConfiguration.Method.momentum(), .adam()] {
      let path = path(.init(method, weightDecay: 0), .saddle, SIMD2(1, 0), 30)
      #expect(path.points.allSatisfy { $0.y == 0 })
    }
  }

  @Test func `a path that leaves the range of numbers ends there and says so`() {
    let path = path(
      .init(.gradientDescent, learningRate: 1e4, weightDecay: 0), .rosenbrock, SIMD2(-1, 2), 100)
    #expect(path.isCutShort && path.points.count < 20)
    #expect(path.points.allSatisfy { $0.x.isFinite && $0.y.isFinite })
  }

  @Test func `a path may meet another loss at each step`() {
    let configuration = OptimizerConfiguration(.gradientDescent, learningRate: 0.5, weightDecay: 0)
    var asked: [Int] = []
    let path = OptimizerPath(of: configuration, from: SIMD2(1, 1), steps: 3) { step, point in
      asked.append(step)
      return (Double(step), SIMD2(step == 1 ? 1 : 0, 0))
    }
    #expect(asked == [0, 1, 2, 3] && path.losses == [0, 1, 2, 3])
    #expect(path.points == [SIMD2(1, 1), SIMD2(1, 1), SIMD2(0.5, 1), SIMD2(0.5, 1)])
  }
}
