import Formats
import Networks

extension ArraySamples {
  /// The label of a position that has none.
  private static let ignored: Int32 = -100

  /// What is to be predicted, and labels per sample.
  ///
  /// - Throws: `DatasetError.array` where `y` does not fit the network's outputs.
  func targets(
    _ y: ForeignTensor?, named name: String, inputs: Samples.Values, count: Int
  ) throws(DatasetError) -> (Samples.Targets, positions: Int) {
    guard let y else { return (try shifted(inputs), network.positions[0]) }
    let found = Array(y.extents.dropFirst())
    if readsNumbers(y, found) { return (try numbers(y, found, name, inputs), 1) }
    return (try labels(y, found, name, count), network.positions.reduce(1, *))
  }

  // MARK: Kinds

  /// Whether `y` is numbers and not classes: as the loss wants it, as the network says, else as the elements suggest.
  private func readsNumbers(_ y: ForeignTensor, _ found: [Int]) -> Bool {
    if data.goal == .numbers { return true }
    let isLikeOutput = Self.withoutOnes(found) == Self.withoutOnes(network.output)
    let isLikeLabels = Self.withoutOnes(found) == Self.withoutOnes(network.positions)
    // Losses of numbers take the label of a sample, none of positions.
    let isOneLabel = isLikeLabels && Self.withoutOnes(found).isEmpty
    switch data.loss {
    case .crossEntropy, .smoothedCrossEntropy: return false
    case .binaryCrossEntropy where isLikeOutput && isOneLabel:
      // Labels of a single output tell what is correct as well.
      return y.element.isFloat && !y.doubles().allSatisfy { $0 == 0 || $0 == 1 }
    case .binaryCrossEntropy, .meanSquaredError, .meanAbsoluteError:
      return data.goal == .classes ? false : isLikeOutput || !isOneLabel
    case nil:
      guard data.goal == nil else { return false }
      guard y.element.isFloat else { return isLikeOutput && !isLikeLabels }
      // Classes are floats in files of programs that know no others.
      return isLikeOutput || !isLikeLabels || !y.doubles().allSatisfy { Int32(exactly: $0) != nil }
    }
  }

  // MARK: Numbers

  private func numbers(
    _ y: ForeignTensor, _ found: [Int], _ name: String, _ inputs: Samples.Values
  ) throws(DatasetError) -> Samples.Targets {
    guard Self.withoutOnes(found) == Self.withoutOnes(network.output) else {
      let ids =
        network.width > 1 ? "; class ids are integers of the shape \(Self.words(network.positions))" : ""
      throw problem(
        "\(name) has the shape \(Self.words(found)), and the network answers \(Self.words(network.output))\(ids)"
      )
    }
    let width = network.output.reduce(1, *)
    var numbers = y.doubles()
    // Pixels that are predicted from pixels are on the same scale.
    if y.element == .uint8, case .bytes = inputs, found == network.inputs[0].extents {
      numbers = numbers.map { $0 / 255 }
    }
    if let place = numbers.firstIndex(where: { !Float($0).isFinite }) {
      throw problem(
        "\(name) holds a number that is not finite (\(numbers[place])), first in sample \(place / width)")
    }
    if data.loss == .binaryCrossEntropy, let bad = numbers.first(where: { !(0...1).contains($0) }) {
      throw problem("\(name) holds \(bad), and binary cross entropy compares with numbers from 0 to 1")
    }
    return .numbers(numbers, width: width)
  }

  // MARK: Labels

  private func labels(
    _ y: ForeignTensor, _ found: [Int], _ name: String, _ count: Int
  ) throws(DatasetError) -> Samples.Targets {
    guard Self.withoutOnes(found) == Self.withoutOnes(network.positions) else {
      throw problem(
        "\(name) has the shape \(Self.words(found)), and labels of the network's outputs "
          + "\(Self.words(network.output)) have the shape \(Self.words(network.positions))")
    }
    if y.element.isFloat, let bad = y.doubles().first(where: { Int32(exactly: $0) == nil }) {
      throw problem(
        "\(name) holds the class \(bad), and classes are whole numbers; for numbers give --loss mean-squared-error"
      )
    }
    let numbers = y.integers()
    let hasPositions = network.positions.reduce(1, *) > 1
    // With one output, 0 and 1 are its two sides, where the loss compares numbers.
    let classes = data.loss?.takesLabels ?? true ? network.width : max(network.width, 2)
    let isLabel = { (label: Int) in
      (0..<classes).contains(label) || hasPositions && label == Int(Self.ignored)
    }
    guard numbers.allSatisfy(isLabel) else {
      throw problem(outOfRange(numbers, name, classes, hasPositions, isLabel))
    }
    if hasPositions {
      let size = numbers.count / count
      let empty = (0..<count).first { sample in
        numbers[sample * size..<(sample + 1) * size].allSatisfy { $0 == Int(Self.ignored) }
      }
      if let empty {
        throw problem("\(name): sample \(empty) has no label (all are \(Self.ignored)); leave it out")
      }
    }
    return .labels(numbers.map { Int32($0) }, classes: classes)
  }

  private func outOfRange(
    _ numbers: [Int], _ name: String, _ classes: Int, _ hasPositions: Bool, _ isLabel: (Int) -> Bool
  ) -> String {
    let bad = numbers.filter { !isLabel($0) }
    if let smallest = bad.min(), smallest < 0 {
      let note = hasPositions ? "; a position without a label has \(Self.ignored)" : ""
      return "\(name): the smallest label is \(smallest), and labels begin at 0\(note)"
    }
    let outputs = network.width == 1 ? "1 output" : "\(network.width) outputs"
    let advice =
      network.width == 1
      ? "; give --loss binary-cross-entropy for two classes, mean-squared-error for numbers"
      : (bad.max() == network.width ? "; labels begin at 0" : "")
    return "\(name): the largest label is \(bad.max() ?? 0), and the network has \(outputs)\(advice)"
  }

  /// Labels of a language model: at each position the token after it, at the last one none.
  private func shifted(_ inputs: Samples.Values) throws(DatasetError) -> Samples.Targets {
    guard network.isLanguageModel, case .indices(let indices) = inputs, network.positions[0] > 1,
      data.goal != .numbers, data.loss?.takesLabels ?? true
    else {
      let ids = "class ids of the shape \(Self.words(network.positions))"
      let numbers = "numbers of the shape \(Self.words(network.output))"
      throw problem(
        "it has no array y; the network's outputs are compared with \(network.width > 1 ? "\(ids) or \(numbers)" : numbers)"
      )
    }
    let length = network.positions[0]
    var labels = Array(indices.dropFirst()) + [Self.ignored]
    for last in stride(from: length - 1, to: labels.count, by: length) { labels[last] = Self.ignored }
    return .labels(labels, classes: network.width)
  }
}
