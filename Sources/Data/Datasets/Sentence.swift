import Glibc
import Numerics

/// A sentence of the data set `sentences`: a small grammar of English in which verbs agree with their subjects, also across a
/// clause between the two.
///
///     sentence    = noun phrase, ["that", clause], predicate, "."      a clause with probability 2/3, either form
///     noun phrase = "the", [adjective], noun                           an adjective with probability 1/2
///     clause      = transitive verb, noun phrase                       of the first noun phrase
///                 | noun phrase, transitive verb                       of the one before it
///     predicate   = intransitive verb | transitive verb, noun phrase   of the first noun phrase; 1/2 each
///
/// Words and numbers are drawn with equal probabilities. A sentence is derived in one way only.
struct Sentence {
  /// In ASCII, with the line feed that ends it.
  private(set) var text = ""
  /// `−log p` of the sentence, in nats: what all its choices cost together.
  ///
  /// No model that does not know the sentence can predict its characters at less on average.
  private(set) var cost = 0.0

  private static let nouns = ["cat", "dog", "bird", "fox", "cow", "frog", "goat", "horse"]
  private static let adjectives = ["old", "big", "red", "shy"]
  private static let transitiveVerbs = ["see", "like", "find", "hear"]
  private static let intransitiveVerbs = ["run", "sing", "sleep", "wait"]

  /// What comes before a sentence, and after it.
  static let end: Character = "\n"
  /// All characters, in the order of their indices.
  static let vocabulary: [Character] = Array("\(end) .abcdefghiklnoprstuwxy")
  /// What the characters are called, in their order.
  static let characterNames = ["line feed", "blank", "full stop"] + vocabulary.dropFirst(3).map(String.init)

  /// Draws a sentence, its choices in the order of its words; a noun comes before its number.
  init(_ generator: inout SeededGenerator) {
    let isPlural = addNounPhrase(&generator)
    switch choose(3, &generator) {
    case 0:
      text += " that"
      addTransitive(isPlural, &generator)
    case 1:
      text += " that "
      let isOtherPlural = addNounPhrase(&generator)
      addVerb(Self.transitiveVerbs, isOtherPlural, &generator)
    default: break
    }
    if choose(2, &generator) == 0 {
      addVerb(Self.intransitiveVerbs, isPlural, &generator)
    } else {
      addTransitive(isPlural, &generator)
    }
    text += ".\(Self.end)"
  }

  /// The split that the sentence is of: that of the test where the FNV-1a hash of its text, of 32 bits, is a multiple of 5.
  ///
  /// <https://datatracker.ietf.org/doc/html/rfc9923>.
  var split: Split {
    let hash = text.utf8.reduce(0x811C_9DC5 as UInt32) { ($0 ^ UInt32($1)) &* 0x0100_0193 }
    return hash % 5 == 0 ? .test : .train
  }

  /// A number below the count, each as probable as the others.
  private mutating func choose(_ count: Int, _ generator: inout SeededGenerator) -> Int {
    cost += log(Double(count))
    return generator.below(count)
  }

  private mutating func word(_ words: [String], _ generator: inout SeededGenerator) -> String {
    words[choose(words.count, &generator)]
  }

  /// Adds a noun phrase, and says whether it is plural.
  private mutating func addNounPhrase(_ generator: inout SeededGenerator) -> Bool {
    text += "the "
    if choose(2, &generator) == 0 { text += word(Self.adjectives, &generator) + " " }
    let noun = word(Self.nouns, &generator)
    let isPlural = choose(2, &generator) == 1
    text += noun
    if isPlural { text += noun.hasSuffix("x") ? "es" : "s" }
    return isPlural
  }

  private mutating func addVerb(_ verbs: [String], _ isPlural: Bool, _ generator: inout SeededGenerator) {
    text += " " + word(verbs, &generator) + (isPlural ? "" : "s")
  }

  /// Adds a verb and its object.
  private mutating func addTransitive(_ isPlural: Bool, _ generator: inout SeededGenerator) {
    addVerb(Self.transitiveVerbs, isPlural, &generator)
    text += " "
    _ = addNounPhrase(&generator)
  }
}
