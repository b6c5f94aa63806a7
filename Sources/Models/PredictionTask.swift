import Data
import Networks

/// What a network predicts, and the loss that measures how well.
package struct PredictionTask: Codable, Hashable, Sendable {
  /// What is predicted of a sample.
  package enum Target: Codable, Hashable, Sendable {
    /// A class; the names in the order of the labels, none where they are not known.
    case classes(names: [String])
    /// A number, with the name of its column; without a name, as many numbers as the network has outputs.
    case number(column: String?)
  }

  package let target: Target
  package let loss: LossFunction

  package init(_ target: Target, loss: LossFunction) {
    self.target = target
    self.loss = loss
  }

  /// What a data set asks for.
  package init(of dataset: DatasetDescription, loss: LossFunction) {
    let target: Target =
      if let column = dataset.predictedColumn {
        .number(column: column)
      } else {
        .classes(names: dataset.classNames)
      }
    self.init(target, loss: loss)
  }

  /// Whether a number is predicted and not a class.
  package var isRegression: Bool {
    guard case .number = target else { return false }
    return true
  }

  /// Name of the column whose numbers are predicted; nil for classes and for numbers without a name.
  package var predictedColumn: String? {
    guard case .number(let column) = target else { return nil }
    return column
  }

  /// Whether nobody has said what the network predicts, as of one that another program trained: the data and the user
  /// then say it.
  package var isOpen: Bool { target == .classes(names: []) || target == .number(column: nil) }

  /// Whether the loss can be that of the target.
  var isConsistent: Bool {
    switch target {
    case .classes: true
    case .number(nil): !loss.takesLabels
    case .number: loss.suitsNumbers
    }
  }

  /// Whether a network with such an output predicts the target: numbers, or at least one output for each class.
  func fits(_ graph: Graph) -> Bool {
    let (positions, width) = graph.outputRows(for: loss)
    return switch target {
    case .number(let column): positions == 1 && (width == 1 || column == nil)
    case .classes(let names): width >= names.count
    }
  }
}

extension LossFunction {
  /// Whether the loss compares an output with any number, and not only with a class or a fraction from 0 to 1.
  package var suitsNumbers: Bool { self == .meanSquaredError || self == .meanAbsoluteError }
}
