import Numerics
import Testing
import Training

@Suite struct BatchOrderTests {
  @Test func `every epoch has every sample once, in an order of its own`() {
    let order = BatchOrder(count: 50, validationShare: 0, limit: nil, seed: 1)
    #expect(order.order(epoch: 0).sorted() == Array(0..<50))
    #expect(order.order(epoch: 0) != order.order(epoch: 1))
    #expect(
      order.order(epoch: 1) == BatchOrder(count: 50, validationShare: 0, limit: nil, seed: 1).order(epoch: 1))
    #expect(
      order.order(epoch: 0) != BatchOrder(count: 50, validationShare: 0, limit: nil, seed: 2).order(epoch: 0))
  }

  @Test func `training and validation do not meet`() {
    let order = BatchOrder(count: 50, validationShare: 0.2, limit: nil, seed: 1)
    #expect(order.validation.count == 10)
    #expect((order.validation + order.training).sorted() == Array(0..<50))
  }

  @Test func `a limit keeps validation and takes fewer training samples`() {
    let order = BatchOrder(count: 50, validationShare: 0.2, limit: 7, seed: 1)
    #expect(order.training.count == 7 && order.validation.count == 10)
    #expect(Set(order.training).isDisjoint(with: order.validation))
  }

  @Test func `augmentation has a stream for every sample and epoch`() {
    let order = BatchOrder(count: 50, validationShare: 0, limit: nil, seed: 1)
    func first(_ epoch: Int, _ sample: Int) -> UInt64 {
      var generator = order.augmentation(epoch: epoch, sample: sample)
      return generator.next()
    }
    #expect(first(0, 3) == first(0, 3))
    #expect(Set([first(0, 3), first(1, 3), first(0, 4)]).count == 3)
  }

  /// Recorded, since a checkpoint's samples must stay known: whatever changes these changes every run.
  @Test func `the choice of samples is the one it always was`() {
    let order = BatchOrder(count: 12, validationShare: 0.25, limit: 6, seed: 1)
    #expect(order.validation == [4, 6, 9])
    #expect(order.order(epoch: 0) == [1, 8, 2, 7, 10, 5])
  }

  /// 24 orders of four, 2,400 draws: each count is binomial with mean 100 and deviation 9.8; six deviations have a
  /// false-alarm rate of 24 · 2·10⁻⁹.
  @Test func `every order is equally likely`() {
    var generator = SeededGenerator(seed: 3, for: .example)
    var counts: [[Int]: Int] = [:]
    for _ in 0..<2400 { counts[generator.shuffled(0..<4), default: 0] += 1 }
    #expect(counts.count == 24 && counts.values.allSatisfy { abs($0 - 100) < 59 })
  }

  @Test func `no and one element have one order`() {
    var generator = SeededGenerator(seed: 3, for: .example)
    #expect(generator.shuffled([Int]()) == [] && generator.shuffled([7]) == [7])
  }
}
