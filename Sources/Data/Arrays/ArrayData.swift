import Formats
import Networks
import Storage

/// Data that a user has in arrays: a file, or two, with what a network reads and what it is to answer.
///
/// Its samples are made for one network, whose inputs and outputs say what the numbers are.
package struct ArrayData: Codable, Hashable, Sendable {
  /// What the numbers in `y` are.
  package enum Goal: String, Codable, Hashable, Sendable {
    case classes
    case numbers
  }

  /// As the user named it: a file, a folder, or two files with a comma between them.
  package let path: String
  /// Name of a table's column to predict; the last one when nil.
  package let column: String?
  /// What the samples are made for.
  package let network: NetworkInterface
  /// What the outputs are measured by; nil for what is usual of the data.
  package let loss: LossFunction?
  /// What is predicted, where the network says it; else the data do.
  package let goal: Goal?
  /// For a network that does not normalize its inputs itself.
  package let normalization: InputNormalization?

  package init(
    path: String, column: String? = nil, for network: NetworkInterface, loss: LossFunction? = nil,
    goal: Goal? = nil, normalization: InputNormalization? = nil
  ) {
    self.path = path
    self.column = column
    self.network = network
    self.loss = loss
    self.goal = goal
    self.normalization = normalization
  }

  /// The file's name without its folder; of two files that of the first.
  package var name: String {
    let first = path.split(separator: ",").first.map(String.init) ?? path
    return first.split(separator: "/").last.map(String.init) ?? path
  }

  /// Shape of the network's first input.
  var shape: SampleShape { network.inputs[0].shape }

  /// The same data with their files at other paths.
  func moved(_ newPath: (String) -> String) -> ArrayData {
    let parts = path.split(separator: ",").map { newPath(String($0)) }
    return ArrayData(
      path: parts.joined(separator: ","), column: column, for: network, loss: loss, goal: goal,
      normalization: normalization)
  }

  /// What arrays are for one sample, for a network that takes various sizes.
  ///
  /// - Parameters:
  ///   - path: as the user names the data.
  ///   - column: of a table, the one to predict.
  ///   - inputs: names of the network's inputs.
  /// - Returns: extents for each input, nil for one that has no array, and for tokens in a row, which have no length.
  /// - Throws: `DatasetError`.
  package static func extents(
    in path: String, column: String?, of inputs: [String]
  ) throws(DatasetError) -> [[Int]?] {
    guard !path.hasSuffix(".bin") else { return inputs.map { _ in nil } }
    let content = try ArrayContent(opening: path, column: column, rows: nil)
    var result: [[Int]?] = []
    for (position, input) in inputs.enumerated() {
      let usual = position == 0 ? "x" : "x\(position)"
      let name = [usual, "\(usual)_train", input].first { content.names.contains($0) }
      let extents = try name.flatMap { name throws(DatasetError) in try content.tensor(name)?.extents }
      result.append(extents.flatMap { $0.count > 1 ? Array($0.dropFirst()) : nil })
    }
    return result
  }

  /// The samples of a split.
  ///
  /// A file may have both, as `x_train`, `y_train`, `x_test` and `y_test`; else all samples are of the training split.
  ///
  /// - Throws: `DatasetError`, `array` where the data do not fit the network.
  func load(_ split: Split) throws(DatasetError) -> Samples {
    let content = try ArrayContent(opening: path, column: column, rows: network.inputs[0].rows)
    let hasSplits = !content.names.contains("x") && content.names.contains("x_train")
    guard hasSplits || split == .train else {
      throw .array(path: path, reason: "it has no split for testing; leave --split out")
    }
    return try ArraySamples(self, content, ending: hasSplits ? "_\(split.rawValue)" : "").samples()
  }
}
