extension TrainingConfiguration {
  /// Names of the settings in which two configurations differ.
  package func differences(from other: TrainingConfiguration) -> [String] {
    var result: [String] = []
    func compare<Value: Equatable>(_ name: String, _ path: KeyPath<TrainingConfiguration, Value>) {
      if self[keyPath: path] != other[keyPath: path] { result.append(name) }
    }
    compare("data", \.dataset)
    compare("model", \.architecture)
    compare("init", \.initialization)
    compare("loss", \.loss)
    compare("epochs", \.epochs)
    compare("batch-size", \.batchSize)
    compareOptimizers(other.optimizer, &result)
    compare("schedule", \.schedule)
    compare("augmentation", \.augmentation)
    compare("penalty", \.penalty)
    compare("max-norm", \.maximumNorm)
    compare("clip", \.clippingNorm)
    compare("patience", \.earlyStopping)
    compare("validation", \.validationShare)
    compare("limit", \.sampleLimit)
    compare("seed", \.seed)
    compare("threads", \.kernelThreads)
    return result
  }

  private func compareOptimizers(_ other: OptimizerConfiguration, _ result: inout [String]) {
    if optimizer.learningRate != other.learningRate { result.append("learning-rate") }
    switch (optimizer.method, other.method) {
    case (.momentum(let one, let first), .momentum(let two, let second)):
      if one != two { result.append("momentum") }
      if first != second { result.append("nesterov") }
    case (let one, let two): if one != two { result.append("optimizer") }
    }
    let decays = (optimizer.weightDecay, optimizer.decayForm) == (other.weightDecay, other.decayForm)
    if !decays { result.append("weight-decay") }
    if optimizer.scope != other.scope { result.append("penalize") }
    if optimizer.sharpnessRadius != other.sharpnessRadius { result.append("sam") }
  }
}
