import Data
import Storage
import Testing

@Suite struct SampleSetTests {
  private let weighted = SampleSet([1, 4, 9], weights: [0.5, -0.25, 2], population: 20)

  @Test func `a choice is distinct, rising and of the population, and depends on the seed alone`() {
    let population = Array(stride(from: 3, to: 203, by: 2))
    let chosen = SampleSet(choosing: 30, of: population, seed: 5)
    #expect(chosen.count == 30 && chosen.population == 100 && chosen.weights == nil)
    #expect(zip(chosen.indices, chosen.indices.dropFirst()).allSatisfy { $0 < $1 })
    #expect(Set(chosen.indices).isSubset(of: population))
    #expect(chosen == SampleSet(choosing: 30, of: population, seed: 5))
    #expect(chosen != SampleSet(choosing: 30, of: population, seed: 6))
  }

  @Test func `asking for as many as there are chooses all`() {
    let all = SampleSet(choosing: 7, of: [2, 5, 6], seed: 1)
    #expect(all.indices == [2, 5, 6] && all.isWholePopulation)
    #expect(!SampleSet([2, 5], population: 3).isWholePopulation)
    #expect(!SampleSet([2, 5], weights: [1, 1], population: 2).isWholePopulation)
  }

  @Test func `without weights the digest is that of the list of indices`() {
    #expect(SampleSet([4, 7, 20], population: 60).digest == Digest(of: "[4,7,20]".utf8))
  }

  @Test func `indices, weights and their absence have digests of their own`() {
    let sets = [
      weighted, SampleSet([1, 4, 9], population: 20), SampleSet([1, 4, 8], population: 20),
      SampleSet([1, 4, 9], weights: [0.5, -0.25, 2.5], population: 20),
    ]
    #expect(Set(sets.map(\.digest)).count == sets.count)
  }

  @Test func `a set comes back from its text`() throws {
    for set in [weighted, SampleSet([0, 3])] {
      let back: SampleSet = try JSONText.decode(JSONText.encode(set), path: "", what: "")
      #expect(back == set)
    }
  }

  @Test(arguments: [
    #"{"indices":[1,1],"population":9}"#, #"{"indices":[2,1],"population":9}"#,
    #"{"indices":[-1,1],"population":9}"#, #"{"indices":[0,1],"population":1}"#,
    #"{"indices":[0,1],"weights":[1],"population":9}"#, #"{"indices":[0,1],"weights":[1,-1],"population":9}"#,
    #"{"indices":[0,1],"weights":[1,1e39],"population":9}"#,
    #"{"indices":[0,1],"weights":[1,"nan"],"population":9}"#,
  ])
  func `what is no set is refused`(text: String) {
    #expect(throws: StorageError.corrupt(path: "f", reason: "the set cannot be read")) {
      let _: SampleSet = try JSONText.decode(text, path: "f", what: "set")
    }
  }
}
