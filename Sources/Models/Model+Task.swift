import Data
import Networks

extension Model {
  /// The model with the task that samples state, where its own is open.
  ///
  /// - Parameters:
  ///   - classNames: names of the samples' classes, none where they are not known.
  ///   - loss: nil for the usual one, cross entropy of classes and the mean squared error of numbers.
  package func measured(on samples: Samples, classNames: [String] = [], loss: LossFunction? = nil) -> Model {
    guard task.isOpen else { return self }
    var model = self
    model.task = PredictionTask(
      samples.hasClasses ? .classes(names: classNames) : .number(column: nil),
      loss: loss ?? (samples.hasClasses ? .crossEntropy : .meanSquaredError))
    return model
  }
}
