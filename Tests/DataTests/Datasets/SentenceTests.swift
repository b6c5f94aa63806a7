import Data
import Networks
import TestSupport
import Testing

/// The generated text, and how it becomes samples of a language model.
@Suite struct SentenceTests {
  private static let vocabulary = Array("\n .abcdefghiklnoprstuwxy")

  private func data(train: Int = 200, test: Int = 200, seed: UInt64 = 3) throws -> GeneratedData {
    try GeneratedData(.sentences, GeneratorOptions(trainCount: train, testCount: test, seed: seed))
  }

  /// The texts that the labels of all samples spell.
  private func texts(_ samples: Samples) -> [String] {
    (0..<samples.count).map { sample in
      let labels = samples.labels[sample * 64..<(sample + 1) * 64].filter { $0 != -100 }
      return String(labels.map { Self.vocabulary[Int($0)] })
    }
  }

  /// From `Scripts/sentences.py`.
  @Test func `sentences are those of an independent generator`() throws {
    let data = try data()
    #expect(
      texts(data.samples(.train)).prefix(4) == [
        "the red cow finds the dogs.\n", "the cow sings.\n", "the old cats sleep.\n",
        "the old birds that hear the dogs find the big goats.\n",
      ])
    #expect(
      texts(data.samples(.test)).prefix(4) == [
        "the frog that the cats see waits.\n", "the shy horse that likes the foxes sleeps.\n",
        "the goat finds the horses.\n", "the dogs sing.\n",
      ])
    let (train, test) = (try #require(data.grammarLoss(.train)), try #require(data.grammarLoss(.test)))
    #expect(abs(train - 0.35984817264476054) < 1e-12)
    #expect(abs(test - 0.35430132500279216) < 1e-12)
  }

  @Test func `each position is labelled with the character that follows`() throws {
    let samples = try data(train: 50).samples(.train)
    #expect(samples.shape == SampleShape(channels: 64))
    #expect(samples.positions == 64 && samples.classes == 24)
    let tokens = try #require(samples.tokens)
    for sample in 0..<50 {
      let (x, y) = (tokens[sample * 64..<(sample + 1) * 64], samples.labels[sample * 64..<(sample + 1) * 64])
      #expect(x.first == 0)
      let length = y.count { $0 != -100 }
      // A text is labelled up to its end, and read from the position after its label.
      #expect(y.prefix(length).allSatisfy { $0 >= 0 } && y.dropFirst(length).allSatisfy { $0 == -100 })
      #expect(y.prefix(length).last == 0)
      #expect(Array(x.dropFirst().prefix(length)) == Array(y.prefix(length)))
      #expect(x.dropFirst(length + 1).allSatisfy { $0 == 0 })
    }
  }

  @Test func `verbs agree with their subjects, also across a clause`() throws {
    let verbs = ["see", "like", "find", "hear", "run", "sing", "sleep", "wait"]
    var across = 0
    for text in texts(try data(train: 400).samples(.train)) {
      let words = text.dropLast(2).split(separator: " ").map(String.init).filter {
        !["the", "old", "big", "red", "shy"].contains($0)
      }
      func isVerb(_ word: String) -> Bool { verbs.contains { word == $0 || word == $0 + "s" } }
      /// A plural noun or a singular verb ends in s: of a pair that agrees exactly one does.
      func agree(_ noun: String, _ verb: String) -> Bool { noun.hasSuffix("s") != verb.hasSuffix("s") }
      var main = words
      if words[1] == "that" {
        if isVerb(words[2]) {
          #expect(agree(words[0], words[2]), "\(text)")
        } else {
          #expect(agree(words[2], words[3]), "\(text)")
        }
        main.removeSubrange(1..<4)
        across += 1
      }
      #expect(isVerb(main[1]) && agree(main[0], main[1]), "\(text)")
      #expect(main.count <= 3)
    }
    #expect((200...330).contains(across))
  }

  @Test func `no sentence is in both splits`() throws {
    let data = try data(train: 2000, test: 1000)
    let (train, test) = (Set(texts(data.samples(.train))), Set(texts(data.samples(.test))))
    #expect(train.isDisjoint(with: test))
    #expect(train.count > 1500 && test.count > 700)
  }

  @Test func `every character occurs, and one that does not is found`() throws {
    let samples = try data(train: 500).samples(.train)
    #expect(samples.emptyClasses(among: Array(0..<500)).isEmpty)
    // The first sentence has no more than its own letters.
    let first = Set("the red cow finds the dogs.\n")
    let missing = samples.emptyClasses(among: [0])
    #expect(missing.count == 24 - first.count)
    #expect(missing.allSatisfy { !first.contains(Self.vocabulary[$0]) })
    #expect(try data().classNames.suffix(21) == Self.vocabulary.dropFirst(3).map(String.init)[...])
  }

  @Test(arguments: [
    (GeneratorOptions(classes: 10), "classes"), (GeneratorOptions(noise: 0.1), "noise"),
  ])
  func `text has neither noise nor a choice of characters`(options: GeneratorOptions, name: String) {
    #expect {
      try GeneratedData(.sentences, options)
    } throws: { error in
      guard case .invalidSetting(name, _, _)? = error as? DatasetError else { return false }
      return true
    }
  }

  @Test func `points have no grammar`() throws {
    #expect(try GeneratedData(.moons).grammarLoss(.train) == nil)
  }
}
