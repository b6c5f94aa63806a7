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
    "--normalization layer --normalization-placement after-activation --normalization-epsilon 1e-3",
    "--normalization batch --normalization-momentum 0.3 --activation tanh --init orthogonal:2",
    "--dropout 0.2 --dropout-form classic --drop-connect 0.3", "--init constant:0.1 --loss cross-entropy:0.1",
    "--record activations,pre-activations,running-statistics,weights",
  ])
  func `regularization, networks and records train`(options: String) throws {
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
    ("--normalization bach", "'batch'"), ("--normalization batch --no-normalized", "contradict"),
    ("--normalization group:7", "7 groups"), ("--normalization-momentum 0", "momentum"),
    ("--normalization-epsilon 0", "epsilon"), ("--dropout 1", "dropout"),
    ("--dropout-form classic", "--dropout"),
    ("--init constant", "constant:0.1"), ("--init he-norml", "'he-normal'"),
    ("--loss mean", "mean-squared-error"),
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
