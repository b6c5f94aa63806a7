import Evaluation
import Surfaces
import TestSupport
import Testing

@testable import Training

@Suite struct SnapshotMomentsTests {
  private func moments(_ rhythm: Trainer.Snapshots.Rhythm, limit: Int? = nil, epochs: Int, steps: Int) -> (
    SnapshotMoments, [Int]
  ) {
    let moments = SnapshotMoments(
      Trainer.Snapshots(path: "x", rhythm: rhythm, limit: limit), epochs: epochs, steps: steps)
    let kept = (0..<epochs * steps).filter { index in
      moments.contains(StepPosition(epoch: index / steps, step: index % steps, of: steps))
    }
    return (moments, kept.map { $0 + 1 })
  }

  @Test func `moments fall on steps, and the end is one of them`() {
    #expect(moments(.everySteps(4), epochs: 2, steps: 5).1 == [4, 8, 10])
    #expect(moments(.everySteps(5), epochs: 2, steps: 5).1 == [5, 10])
    #expect(moments(.perEpoch(2), epochs: 2, steps: 5).1 == [3, 5, 8, 10])
    #expect(moments(.perEpoch(9), epochs: 1, steps: 3).1 == [1, 2, 3])
  }

  @Test(arguments: [2, 3, 7, 20, 99, 100, 101, 500]) func `a limit is met, and its moments are spread evenly`(
    limit: Int
  ) {
    for rhythm in [Trainer.Snapshots.Rhythm.perEpoch(10), .everySteps(1)] {
      let (found, kept) = moments(rhythm, limit: limit, epochs: 10, steps: 10)
      // The start is no step.
      #expect(kept.count + 1 == min(limit, 101))
      #expect(found.count == min(limit, 101) && kept.last == 100)
      let gaps: [Int] = zip([0] + kept, kept).map { $1 - $0 }
      let (least, most) = (gaps.min() ?? 0, gaps.max() ?? 0)
      #expect(most - least <= 1)
    }
  }
}
