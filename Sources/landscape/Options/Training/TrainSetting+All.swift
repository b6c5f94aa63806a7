extension TrainSetting {
  /// All options of `train` that a configuration file may hold, in the order of the help text.
  static let all: [TrainSetting] =
    data + network + optimization + regularization + augmentation + run + others

  private static let data: [TrainSetting] = [
    .text("data") { $0.data.name }, .text("data-folder") { $0.data.folder },
    .text("train-images") { $0.data.trainImages }, .text("train-labels") { $0.data.trainLabels },
    .text("test-images") { $0.data.testImages }, .text("test-labels") { $0.data.testLabels },
    .text("train-file") { $0.data.trainFile }, .text("test-file") { $0.data.testFile },
    .text("target") { $0.data.target }, .list("columns") { $0.data.columns },
    .number("test-share") { $0.data.testShare }, .flag("classify") { $0.data.classify },
    .integer("classes") { $0.data.classes }, .number("noise") { $0.data.noise },
    .integer("train-count") { $0.data.trainCount }, .integer("test-count") { $0.data.testCount },
    .seed("data-seed") { $0.data.dataSeed },
  ]

  private static let network: [TrainSetting] = [
    .text("model") { $0.model }, .list("widths") { $0.network.widths },
    .number("width-factor") { $0.network.widthFactor }, .text("shortcut") { $0.network.shortcut.rawValue },
    .text("activation") { $0.network.activation?.rawValue },
    .text("normalization") { $0.network.normalization?.rawValue },
    .flag("normalized") { $0.network.normalized },
    .text("normalization-placement") { $0.network.normalizationPlacement.rawValue },
    .number("normalization-momentum") { $0.network.normalizationMomentum },
    .number("normalization-epsilon") { $0.network.normalizationEpsilon },
    .number("dropout") { $0.network.dropout }, .number("drop-connect") { $0.network.dropConnect },
    .text("dropout-form") { $0.network.dropoutForm?.rawValue },
    .text("init") { $0.network.initialization?.rawValue },
  ]

  private static let optimization: [TrainSetting] = [
    .text("loss") { $0.optimization.loss?.rawValue },
    .integer("epochs") { $0.optimization.epochs }, .integer("batch-size") { $0.optimization.batchSize },
    .text("optimizer") { $0.optimization.optimizer.rawValue },
    .number("learning-rate") { $0.optimization.learningRate },
    .number("momentum") { $0.optimization.momentum },
    .flag("nesterov") { $0.optimization.nesterov }, .number("smoothing") { $0.optimization.smoothing },
    .number("beta1") { $0.optimization.beta1 }, .number("beta2") { $0.optimization.beta2 },
    .number("epsilon") { $0.optimization.epsilon }, .number("sam") { $0.optimization.sam },
    .number("weight-decay") { $0.optimization.weightDecay }, .flag("decoupled") { $0.optimization.decoupled },
    .text("schedule") { $0.optimization.schedule }, .list("milestones") { $0.optimization.milestones },
    .number("step-factor") { $0.optimization.stepFactor }, .number("warmup") { $0.optimization.warmup },
    .number("cycle-rise") { $0.optimization.cycleRise },
    .number("cycle-start") { $0.optimization.cycleStart },
    .number("cycle-end") { $0.optimization.cycleEnd },
  ]

  private static let regularization: [TrainSetting] = [
    .text("penalty") { $0.regularization.penalty?.rawValue },
    .number("penalty-strength") { $0.regularization.penaltyStrength },
    .number("l1-ratio") { $0.regularization.l1Ratio },
    .number("l1-strength") { $0.regularization.l1Strength },
    .number("l2-strength") { $0.regularization.l2Strength },
    .number("penalty-exponent") { $0.regularization.penaltyExponent },
    .text("penalty-step") { $0.regularization.penaltyStep.rawValue },
    .text("penalize") { $0.regularization.penalize.rawValue },
    .number("max-norm") { $0.regularization.maxNorm },
    .number("clip") { $0.regularization.clip }, .integer("patience") { $0.regularization.patience },
    .number("min-improvement") { $0.regularization.minImprovement },
  ]

  private static let augmentation: [TrainSetting] = [
    .integer("crop") { $0.augmentation.crop }, .flag("flip") { $0.augmentation.flip },
    .flag("flip-vertical") { $0.augmentation.flipVertical },
    .number("resized-crop") { $0.augmentation.resizedCrop }, .number("aspect") { $0.augmentation.aspect },
    .number("brightness") { $0.augmentation.brightness }, .number("contrast") { $0.augmentation.contrast },
    .number("saturation") { $0.augmentation.saturation }, .number("hue") { $0.augmentation.hue },
    .integer("cutout") { $0.augmentation.cutout },
  ]

  private static let run: [TrainSetting] = [
    .number("validation") { $0.run.validation }, .integer("limit") { $0.run.limit },
    .seed("seed") { $0.run.seed },
    .integer("threads") { $0.run.threads }, .integer("snapshots") { $0.run.snapshots },
    .integer("snapshot-steps") { $0.run.snapshotSteps },
    .integer("snapshot-limit") { $0.run.snapshotLimit },
    .list("record") { $0.run.record }, .integer("record-per-epoch") { $0.run.recordPerEpoch },
  ]

  private static let others: [TrainSetting] = [
    .other("output", .text) { $0.output.map(SettingValue.text) }, .other("force", .flag) { .flag($0.force) },
    .other("quiet", .flag) { .flag($0.quiet) },
  ]
}
