import Testing

@Suite struct TrainOptimizerTests {
  @Test(arguments: [
    "gradient-descent", "sgd", "momentum", "nesterov", "adagrad", "rmsprop", "adam", "adamw",
    "sgd --sam 0.05",
    "adam --weight-decay 0.01 --decoupled", "adam --schedule one-cycle", "sgd --schedule step --warmup 1",
  ])
  func `every optimizer trains, and a repeated command leaves its result`(optimizer: String) throws {
    let bench = try Workbench()
    let line = Workbench.smallTraining + " --optimizer \(optimizer)"
    try bench.succeed(line)
    let bytes = try bench.bytes("m.ckpt")
    try bench.succeed(line)
    #expect(try bench.bytes("m.ckpt") == bytes)
  }

  @Test(arguments: [
    "--penalty l1 --penalty-strength 1e-3 --penalty-step proximal", "--penalty l2 --penalty-strength 1e-3",
    "--penalty elastic-net --penalty-strength 1e-3 --l1-ratio 0.3",
    "--penalty zou-hastie --l1-strength 1e-3 --l2-strength 1e-3 --penalize all",
    "--penalty lp --penalty-strength 1e-3 --penalty-exponent 0.5 --penalty-step proximal",
    "--max-norm 1 --clip 0.5", "--validation 0.2 --patience 1",
    "--record gradients,weights,updates,step-sizes --record-per-epoch 2",
    "--record activations,pre-activations,running-statistics,weights",
  ])
  func `regularization and records train`(options: String) throws {
    let bench = try Workbench()
    try bench.succeed(Workbench.smallTraining + " " + options)
    #expect(try !bench.succeed("inspect m.ckpt --json").output.isEmpty)
  }

  @Test(arguments: [
    ("--optimizer adm", "'adam'"), ("--optimizer adam --momentum 0.9", "--momentum"),
    ("--optimizer sgd --beta1 0.9", "--beta1"), ("--penalty l3", "'l1'"),
    ("--penalty l1", "--penalty-strength"), ("--l1-ratio 0.5", "elastic-net"),
    ("--penalty l1 --penalty-strength 0", "--penalty-strength"),
    ("--penalty lp --penalty-strength 1 --penalty-exponent 0.5", "proximal"),
    ("--patience 2", "--validation"), ("--patience 0 --validation 0.1", "--patience"),
    ("--schedule one-cycle --warmup 1", "one-cycle"), ("--hue 0.1", "--hue"), ("--cutout 2", "--cutout"),
    ("--aspect 0.2", "--resized-crop"), ("--brightness 2", "--brightness"), ("--sam -1", "--sam"),
    ("--clip 0", "--clip"), ("--max-norm nan", "--max-norm"), ("--record gradint", "'gradients'"),
    ("--record activation", "'activations'"),
    ("--record gradients --record-per-epoch 0", "--record-per-epoch"), ("--smoothing 0.9", "--smoothing"),
  ])
  func `options that do not fit are refused with the reason`(options: String, text: String) throws {
    let bench = try Workbench()
    try bench.fail(Workbench.smallTraining + " " + options, .usage, text)
    #expect(try bench.folder.names == [])
  }

  @Test func `early stopping says which weights it went back to`() throws {
    let ending = try Workbench().succeed(
      Workbench.smallTraining.replacing(" --quiet", with: "") + " --validation 0.3 --patience 1 --epochs 9")
    #expect(ending.errors.contains("the weights are those of epoch"))
  }
}
