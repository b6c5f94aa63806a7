extension TrainingConfiguration {
  /// Checks every number against the range that makes sense, and that settings go together.
  ///
  /// - Throws: `TrainingError.invalidOption` for the first that does not.
  package func validate() throws(TrainingError) {
    try Self.require((1...100_000).contains(epochs), "epochs", "must be from 1 to 100,000")
    try Self.require((1...65_536).contains(batchSize), "batch-size", "must be from 1 to 65,536")
    try Self.require(dataset.isConsistent, "data", "contradicts its own description")
    if let reason = loss.mismatch(with: dataset) { throw .invalidOption(name: "loss", reason: reason) }
    try optimizer.validate()
    try validateSchedule()
    try augmentation.validate()
    try penalty?.validate()
    try Self.requirePositive(maximumNorm, "max-norm")
    try Self.requirePositive(clippingNorm, "clip")
    try Self.require((0..<1).contains(validationShare), "validation", "must be at least 0 and below 1")
    try Self.require(sampleLimit.map { $0 > 0 } ?? true, "limit", "must be at least one sample")
    try Self.require((1...1024).contains(kernelThreads), "threads", "must be from 1 to 1,024")
    if let earlyStopping {
      try Self.require(
        (1...100_000).contains(earlyStopping.patience), "patience", "must be from 1 to 100,000 epochs")
      try Self.requireNotNegative(earlyStopping.minimumImprovement, "min-improvement")
      try Self.require(
        validationShare > 0, "patience", "needs a validation loss to judge by; add --validation 0.1")
    }
  }

  private func validateSchedule() throws(TrainingError) {
    try Self.require(
      schedule.warmUp >= 0 && schedule.warmUp <= Double(epochs), "warmup", "must be from 0 to the epochs")
    switch schedule.course {
    case .constant, .cosine: break
    case .step(let milestones, let factor):
      try Self.requirePositive(factor, "step-factor")
      try Self.require(
        milestones.allSatisfy { $0 > 0 && $0.isFinite }, "milestones", "must be positive epochs")
    case .oneCycle(let rise, let startDivisor, let endDivisor):
      try Self.require(
        schedule.warmUp == 0, "warmup",
        "does not go with --schedule one-cycle, which has its own rise; leave it out")
      try Self.require(rise > 0 && rise < 1, "cycle-rise", "must be above 0 and below 1")
      try Self.require(startDivisor >= 1 && startDivisor.isFinite, "cycle-start", "must be at least 1")
      try Self.require(endDivisor >= 1 && endDivisor.isFinite, "cycle-end", "must be at least 1")
    }
  }

  static func require(_ condition: Bool, _ name: String, _ reason: String) throws(TrainingError) {
    guard condition else { throw .invalidOption(name: name, reason: reason) }
  }

  static func requirePositive(_ value: Double?, _ name: String) throws(TrainingError) {
    guard let value else { return }
    try require(value > 0 && value.isFinite, name, "must be positive")
  }

  static func requireNotNegative(_ value: Double, _ name: String) throws(TrainingError) {
    try require(value >= 0 && value.isFinite, name, "must not be negative")
  }
}

extension OptimizerConfiguration {
  fileprivate func validate() throws(TrainingError) {
    typealias Check = TrainingConfiguration
    try Check.requirePositive(learningRate, "learning-rate")
    try Check.requireNotNegative(weightDecay, "weight-decay")
    try Check.requirePositive(sharpnessRadius, "sam")
    func fraction(_ value: Double, _ name: String) throws(TrainingError) {
      try Check.require((0..<1).contains(value), name, "must be at least 0 and below 1")
    }
    switch method {
    case .gradientDescent: break
    case .momentum(let momentum, let nesterov):
      try fraction(momentum, "momentum")
      try Check.require(!nesterov || momentum > 0, "nesterov", "needs a momentum above 0")
    case .adagrad(let epsilon): try Check.requirePositive(epsilon, "epsilon")
    case .rmsProp(let smoothing, let epsilon):
      try fraction(smoothing, "smoothing")
      try Check.requirePositive(epsilon, "epsilon")
    case .adam(let beta1, let beta2, let epsilon):
      try fraction(beta1, "beta1")
      try fraction(beta2, "beta2")
      try Check.requirePositive(epsilon, "epsilon")
    }
  }
}

extension PenaltyConfiguration {
  fileprivate func validate() throws(TrainingError) {
    typealias Check = TrainingConfiguration
    switch form {
    case .l1(let strength), .l2(let strength): try Check.requirePositive(strength, "penalty-strength")
    case .elasticNet(let strength, let ratio):
      try Check.requirePositive(strength, "penalty-strength")
      try Check.require((0...1).contains(ratio), "l1-ratio", "must be from 0 to 1")
    case .zouHastie(let l1, let l2):
      try Check.requireNotNegative(l1, "l1-strength")
      try Check.requireNotNegative(l2, "l2-strength")
      try Check.require(l1 + l2 > 0, "l1-strength", "and --l2-strength must not both be 0")
    case .lp(let strength, let exponent):
      try Check.requirePositive(strength, "penalty-strength")
      try Check.require(exponent > 0 && exponent <= 10, "penalty-exponent", "must be above 0 and at most 10")
      try Check.require(
        exponent >= 1 || treatment == .proximal, "penalty-exponent",
        "below 1 has no finite gradient at 0; add --penalty-step proximal")
    }
  }
}
