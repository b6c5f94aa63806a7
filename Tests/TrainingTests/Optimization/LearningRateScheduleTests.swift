import Testing
import Training

@Suite struct LearningRateScheduleTests {
  private func factors(_ schedule: LearningRateSchedule, epochs: Int, stepsPerEpoch: Int) -> [Double] {
    (0..<epochs * stepsPerEpoch).map {
      schedule.factor(step: $0, stepsPerEpoch: stepsPerEpoch, epochs: epochs)
    }
  }

  @Test func `a constant schedule is constant`() {
    #expect(factors(LearningRateSchedule(.constant), epochs: 3, stepsPerEpoch: 2).allSatisfy { $0 == 1 })
  }

  @Test func `steps multiply when their epoch is reached`() {
    let schedule = LearningRateSchedule(.step(milestones: [1, 2.5], factor: 0.5))
    #expect(factors(schedule, epochs: 3, stepsPerEpoch: 2) == [1, 1, 0.5, 0.5, 0.5, 0.25])
  }

  @Test func `a cosine falls from one to nearly zero with its middle at one half`() {
    let values = factors(LearningRateSchedule(.cosine), epochs: 4, stepsPerEpoch: 10)
    #expect(values[0] == 1)
    #expect(abs(values[20] - 0.5) < 1e-15)
    #expect(values[39] > 0 && values[39] < 0.002)
    #expect(zip(values, values.dropFirst()).allSatisfy { $0 > $1 })
  }

  @Test func `a warm-up rises in a line to the full rate`() {
    let values = factors(LearningRateSchedule(.constant, warmUp: 2), epochs: 3, stepsPerEpoch: 2)
    #expect(values == [0.25, 0.5, 0.75, 1, 1, 1])
  }

  /// Numbers of PyTorch 2.15.0's OneCycleLR, made by Scripts/optimizer_traces.py with nine decimals.
  @Test func `one cycle is PyTorch's`() {
    let values = factors(LearningRateSchedule(.oneCycle()), epochs: 2, stepsPerEpoch: 5)
    let expected = [
      0.04, 0.52, 1, 0.950484632, 0.811745654, 0.611262022, 0.388741978, 0.188258346, 0.049519368, 4e-06,
    ]
    #expect(zip(values, expected).allSatisfy { abs($0 - $1) <= 1e-9 })
  }

  @Test func `one cycle of few steps has no step beyond its bounds`() {
    for count in 1...4 {
      let values = factors(LearningRateSchedule(.oneCycle()), epochs: 1, stepsPerEpoch: count)
      #expect(values.allSatisfy { (4e-6 - 1e-15...1).contains($0) })
    }
  }

  @Test func `a warm-up goes before steps and the cosine`() {
    let cosine = factors(LearningRateSchedule(.cosine, warmUp: 2), epochs: 6, stepsPerEpoch: 2)
    #expect(Array(cosine[..<4]) == [0.25, 0.5, 0.75, 1])
    #expect(cosine[4] == 1 && abs(cosine[8] - 0.5) < 1e-15)
    let steps = factors(
      LearningRateSchedule(.step(milestones: [2], factor: 0.1), warmUp: 1), epochs: 3, stepsPerEpoch: 2)
    #expect(steps == [0.5, 1, 1, 1, 0.1, 0.1])
  }
}
