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

  /// Extents of one sample's first input in data that a user named; nil where the data do not say them.
  package static func inputExtents(path: String, column: String?) -> [Int]? {
    guard let content = try? ArrayContent(opening: path, column: column, rows: nil) else { return nil }
    let name = content.names.contains("x") ? "x" : "x_train"
    guard let tensor = try? content.tensor(name), tensor.extents.count > 1 else { return nil }
    return Array(tensor.extents.dropFirst())
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
