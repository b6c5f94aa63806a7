import Networks

/// A network's loss on data.
struct EvaluationReport: Encodable {
  let loss: Double
  /// Standard error of the loss as an estimate for all data of the samples' kind: an unlimited population.
  let lossError: Double
  /// Standard error of the loss as an estimate for the samples that there were to choose from, as in a self-check: 0 of all.
  let choiceError: Double
  /// Nil without classes.
  let accuracy: Double?
  let samples: Int
  /// Samples that there were to choose from.
  let population: Int
  let lossFunction: String
  let model: String
  let data: String

  init(_ sums: LossSums, of measured: MeasuredNetwork, population: Int, model: String) {
    loss = sums.loss
    lossError = sums.standardError
    choiceError = sums.standardError(population: population)
    accuracy = measured.samples.hasClasses ? sums.accuracy : nil
    samples = sums.count
    self.population = population
    lossFunction = measured.model.loss.rawValue
    self.model = model
    data = measured.title
  }

  /// One line.
  ///
  /// - Parameter split: what part of the data it is; nil where they have no parts.
  func text(split: String?) -> String {
    let number =
      samples < population ? "\(samples.grouped) of \(population.grouped)" : "all \(samples.grouped)"
    return
      "\(model): \(lossFunction) \(loss.formatted(significant: 6)) ± \(lossError.formatted(significant: 2))"
      + (accuracy.map { ", accuracy \($0.percent(2))" } ?? "")
      + " (\(number) \(split.map { "\($0) " } ?? "")samples of \(data); ± for all data of this kind)"
  }
}
