import Numerics
import Testing

@Suite struct StreamPurposeTests {
  /// Every purpose, with the indices that it may have, from 0 on.
  private static let families: [(name: String, streams: [StreamPurpose])] = {
    let range = 0..<6
    let pairs = range.flatMap { a in range.map { b in (a, b) } }
    return [
      ("weights", range.map { .weights(block: $0) }),
      (
        "dropped units",
        pairs.flatMap { a, b in range.map { .droppedUnits(step: UInt64(a), node: b, sample: $0) } }
      ),
      ("dropped weights", pairs.map { .droppedWeights(step: UInt64($0), node: $1) }),
      ("partition", [.trainingPartition]),
      ("order", range.map { .epochOrder(epoch: $0) }),
      ("augmentation", pairs.map { .augmentation(epoch: $0, sample: $1) }),
      ("curve places", range.map { .curvePlaces(epoch: $0) }),
      ("training sample", range.map { .trainingSample($0) }),
      ("test sample", range.map { .testSample($0) }),
      ("table", [.tableDivision]),
      ("former table", [.formerTableDivision]),
      ("probed samples", [.probedSamples]),
      ("checked points", [.checkedPoints]),
      ("curvature probe", range.map { .curvatureProbe($0) }),
      ("sample groups", [.sampleGroups]),
      ("direction seed", range.map { .directionSeed($0) }),
      ("direction", range.map { .direction(block: $0) }),
      ("regression table", [.regressionTable]),
      ("corner draws", range.map { .cornerDraws(chunk: $0) }),
      ("example", [.example]),
      ("example draw", range.map { .exampleDraw($0) }),
    ]
  }()

  /// The pairs that `StreamPurpose` explains.
  ///
  /// All are of version 0.1: no purpose may be added to them.
  private static let shared: Set<Set<String>> = [
    ["partition", "test sample"], ["direction seed", "training sample"], ["weights", "direction"],
    ["weights", "example draw"], ["direction", "example draw"], ["former table", "weights"],
    ["former table", "direction"], ["former table", "example draw"], ["regression table", "corner draws"],
    ["corner draws", "weights"], ["corner draws", "direction"], ["corner draws", "example draw"],
  ]

  /// The first indices of all purposes are constants, or count from 0 to less than the letters' 2²⁴, or are small
  /// multiples of an odd number of 64 bits; so what small indices show holds for all.
  @Test func `no two purposes have a stream in common but those that version 0.1 left`() {
    for (place, one) in Self.families.enumerated() {
      #expect(Set(one.streams.map(\.indices)).count == one.streams.count, "\(one.name)")
      for other in Self.families[(place + 1)...] {
        let common = Set(one.streams.map(\.indices)).intersection(other.streams.map(\.indices))
        #expect(common.isEmpty != Self.shared.contains([one.name, other.name]), "\(one.name), \(other.name)")
      }
    }
  }

  @Test(arguments: [0, 1, 5, UInt64.max])
  func `different indices give different streams`(seed: UInt64) {
    var indices: Set<[UInt64]> = []
    var draws: Set<UInt64> = []
    for purpose in Self.families.flatMap(\.streams) where indices.insert(purpose.indices).inserted {
      var generator = SeededGenerator(seed: seed, for: purpose)
      draws.insert(generator.next())
    }
    #expect(draws.count == indices.count)
  }

  /// A direction's seed is a draw, and no run has it as its own: initial weights and direction are not alike.
  @Test func `the seeds of directions are no seeds that a person gives`() {
    for seed in (0..<1000).map({ UInt64($0) }) {
      for direction in 0..<2 {
        var generator = SeededGenerator(seed: seed, for: .directionSeed(direction))
        #expect(generator.next() > 1 << 32)
      }
    }
  }

  /// The numbers come from `Scripts/streams.py`.
  ///
  /// Runs, directions and data that exist depend on these numbers: they never change.
  @Test func `every purpose has the draws that it always had`() {
    let recorded: [(StreamPurpose, UInt64, UInt64)] = [
      (.weights(block: 4), 0x05B7_57C2_9F75_CFB9, 0xAA07_6D51_6537_996E),
      (.droppedUnits(step: 6, node: 7, sample: 8), 0x5848_6506_35A3_1A14, 0xED73_9C82_C787_979A),
      (.droppedWeights(step: 6, node: 7), 0xEBC7_EC57_E0BC_AD9B, 0x10D7_8CD3_460F_973B),
      (.trainingPartition, 0xC88F_C42C_E794_067E, 0x545B_8FE2_CF71_53E6),
      (.epochOrder(epoch: 9), 0x8048_91D8_3A3F_6A76, 0xCCAE_E3A2_28FB_205E),
      (.augmentation(epoch: 9, sample: 8), 0x6FE0_9BE2_79C5_5AFB, 0x6ED1_C2EE_8397_AB81),
      (.curvePlaces(epoch: 9), 0x1B47_AF83_395E_E302, 0x6858_6DC2_5A05_978B),
      (.trainingSample(8), 0xAE11_7B0F_642F_97ED, 0x92FA_2B5B_3E75_FA48),
      (.testSample(8), 0x2178_3B0E_0D62_8ABB, 0x5E37_150B_CCDF_8A89),
      (.tableDivision, 0x5ACC_F065_4726_49F9, 0x5A37_80E3_7F48_54CB),
      (.formerTableDivision, 0xBFC9_DE17_FF7A_0B65, 0x8CBE_3C2B_AB63_5373),
      (.probedSamples, 0xA8E7_0181_1A15_F09C, 0x6E13_D5A8_215A_6090),
      (.checkedPoints, 0x6902_8F6D_38EF_5B11, 0x5996_0C48_90A1_56E4),
      (.directionSeed(1), 0x23A9_36DB_DF9F_6CD3, 0x8228_6436_1E3E_3759),
      (.direction(block: 3), 0x2E5C_6052_BAF3_9C67, 0x4715_85C4_1D50_2979),
      (.curvatureProbe(2), 0xE5CE_AADC_A6DA_B506, 0x8505_A943_0C7F_B43B),
      (.sampleGroups, 0x6209_A4D0_9BEE_6B16, 0xC3C7_8585_5237_91B3),
      (.regressionTable, 0xCE10_2ABB_1DE4_0CDB, 0xA6E7_E5B1_CA0C_3358),
      (.cornerDraws(chunk: 3), 0xD9A8_6077_A9FA_6C30, 0x1994_8060_FF5D_9ABE),
      (.example, 0x49D5_5178_CA54_CF69, 0x9A22_115A_4D26_24DC),
      (.exampleDraw(6), 0x281E_8589_A536_FEA0, 0x2749_F459_C59E_2344),
    ]
    for (purpose, first, second) in recorded {
      var generator = SeededGenerator(seed: 5, for: purpose)
      #expect([generator.next(), generator.next()] == [first, second], "\(purpose)")
    }
    #expect(recorded.count == Self.families.count)
  }

  /// Version 0.1 had a generator of its own for regularization; it printed these numbers.
  @Test func `regularization has the draws that its own generator had`() {
    var (table, chunk) = (
      SeededGenerator(seed: 5, for: .regressionTable), SeededGenerator(seed: 5, for: .cornerDraws(chunk: 1))
    )
    #expect(
      [table.normal(), table.normal(), table.normal(), table.uniform(-3, 7), table.normal()]
        == [
          -1.0444698857569095, -0.2522050637641602, 0.2627448409957194, -1.8075507769168249,
          -1.763651938811518,
        ])
    #expect(
      [chunk.normal(), chunk.normal(), chunk.normal(), chunk.uniform(-3, 7), chunk.normal()]
        == [
          -1.2320344442941065, -0.09500530611813936, -1.0408523605172948, 2.797762632321043,
          0.22498116327185275,
        ])
  }

  /// All bits of 100 seeds and 20 chunks, folded into one number by that generator.
  @Test func `no chunk of any seed has changed`() {
    var sum: UInt64 = 0
    for seed in 0..<100 {
      for chunk in 0..<20 {
        var stream = SeededGenerator(seed: UInt64(seed), for: .cornerDraws(chunk: chunk))
        for _ in 0..<5 { sum = sum &* 31 &+ stream.next() }
        sum = sum &* 31 &+ stream.normal().bitPattern
        sum = sum &* 31 &+ stream.uniform(-3, 2).bitPattern
        sum = sum &* 31 &+ stream.normal().bitPattern
      }
    }
    #expect(sum == 0xE5CC_520C_3CD3_60BA)
  }
}
