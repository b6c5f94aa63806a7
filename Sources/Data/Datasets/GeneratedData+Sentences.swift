import Networks
import Numerics

extension GeneratedData {
  /// Characters of a sample of text; the longest sentence has 62 with its end.
  static let sentenceLength = 64

  /// Sentences of a split, one for each sample, as a language model reads them.
  ///
  /// A sample is a line feed and its sentence; the label of a position is the character that follows. What is left of the
  /// positions holds line feeds and has no labels.
  func sentenceSamples(_ split: Split, _ count: Int) -> Samples {
    let length = Self.sentenceLength
    let numbers = Dictionary(uniqueKeysWithValues: zip(Sentence.vocabulary, 0 as Int32..<Int32(classes)))
    let end = numbers[Sentence.end] ?? 0
    var tokens = [Int32](repeating: end, count: count * length)
    var labels = [Int32](repeating: -100, count: count * length)
    for sample in 0..<count {
      for (place, character) in sentence(split, sample).text.enumerated() {
        let number = numbers[character] ?? end
        labels[sample * length + place] = number
        if place + 1 < length { tokens[sample * length + place + 1] = number }
      }
    }
    return Samples(
      shape: shape, values: .indices(tokens), targets: .labels(labels, classes: classes), positions: length)
  }

  /// What the choices of a split's sentences cost, in nats for each character, as the loss of a language model is counted:
  /// the mean over a sentence's characters, then over the sentences.
  ///
  /// A model that knows the grammar has this loss, and on sentences that it has not seen no model has much less. Nil for data
  /// that are no text.
  package func grammarLoss(_ split: Split) -> Double? {
    guard kind.isOfText else { return nil }
    let count = count(split)
    let sum = (0..<count).reduce(0.0) { sum, sample in
      let sentence = sentence(split, sample)
      return sum + sentence.cost / Double(sentence.text.utf8.count)
    }
    return sum / Double(count)
  }

  /// The first sentence of a sample's stream that is of the split, so that no sentence is in both.
  private func sentence(_ split: Split, _ sample: Int) -> Sentence {
    var generator = SeededGenerator(seed: seed, for: split.stream(of: sample))
    while true {
      let sentence = Sentence(&generator)
      if sentence.split == split { return sentence }
    }
  }
}
