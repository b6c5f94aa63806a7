import Testing

@Suite struct RegionCommandTests {
  private func numbers(_ bench: Workbench, _ options: String) throws -> String {
    try bench.succeed("geometry region \(options) --data r.json -o r.png -q")
    return String(decoding: try bench.bytes("r.json"), as: UTF8.self).filter { !$0.isWhitespace }
  }

  @Test func `the textbook's quadratic has the textbook's optima`() throws {
    let bench = try Workbench()
    #expect(try numbers(bench, "--lambda 1.5").contains("\"point\":[0,1.5]"))
    let ridge = try numbers(bench, "--penalty l2 --lambda 0.5")
    let start = try #require(ridge.firstRange(of: "\"optima\":[{")).upperBound
    let point = try #require(ridge[start...].firstRange(of: "\"point\":[")).upperBound
    let found = ridge[point...].prefix { $0 != "]" }.split(separator: ",").compactMap { Double($0) }
    #expect(zip(found, [0.9375, 1.6875]).allSatisfy { abs($0 - $1) < 1e-9 } && found.count == 2)
    #expect(try numbers(bench, "--extent 1").contains("\"point\":[0,1]"))
    #expect(try numbers(bench, "--budget 100").contains("\"point\":[1,2.5]"))
  }

  @Test func `all penalties side by side, in every format`() throws {
    let bench = try Workbench()
    #expect(try bench.succeed("geometry region --penalty all --width 400").output == "region-all.png\n")
    try bench.succeed("geometry region --penalty all -o r.svg")
    try bench.succeed("geometry region --penalty elastic --l1-ratio 0.2 -o r.pdf --theme dark")
    #expect(try bench.succeed("verify region-all.png").output.contains("agrees"))
  }

  @Test func `both parameterizations of the elastic net say which one they are`() throws {
    let bench = try Workbench()
    // λ₁‖w‖₁ + λ₂‖w‖² with λ₁ = 0.5, λ₂ = 0.25 is the net with α = 0.5 and strength 1.
    let ours = try numbers(bench, "--penalty elastic --lambda 1")
    let theirs = try numbers(bench, "--penalty zou-hastie --lambda1 0.5 --lambda2 0.25 --lambda 1")
    #expect(ours.contains("glmnet") && theirs.contains("Zou&Hastie"))
    func optimum(_ text: String) throws -> Substring {
      let start = try #require(text.firstRange(of: "\"optima\":[{")).upperBound
      let point = try #require(text[start...].firstRange(of: "\"point\":[")).upperBound
      return text[point...].prefix(8)
    }
    #expect(try optimum(ours) == optimum(theirs))
    try bench.fail("geometry region --penalty zou-hastie --lambda1 0 --lambda2 0", .usage, "--lambda1")
  }

  @Test func `two weights of a network are moved, and everything else stays`() throws {
    let bench = try Workbench.withCheckpoint()
    let options = "--checkpoint m.ckpt --weights fc1.weight[0,1] fc2.weight[1,3] --points 7 --samples 20"
    let text = try numbers(bench, options)
    #expect(text.contains("fc1.weight[0,1]") && bench.has("m.weights"))
    #expect(try bench.succeed("verify r.png").output.contains("with 2 inputs"))
    // The residual on the interpolated loss.
    let start = try #require(text.firstRange(of: "\"kktResidual\":")).upperBound
    let residual = try #require(Double(text[start...].prefix { "0123456789.e-+".contains($0) }))
    #expect(residual < 1e-6)
    try bench.fail(
      "geometry region -q --checkpoint m.ckpt --weights fc1.weight[0,0] fc2.weight[1,3] --points 7 --samples 20",
      .cannotCreate, "m.weights", "weights")
  }

  @Test(arguments: [
    ("--matrix 1,2,2,1", "--matrix"), ("--matrix 1,2,3", "--matrix"), ("--matrix 1,2,x,1", "--matrix"),
    ("--centre 1", "--centre"), ("--budget -1", "--budget"), ("--lambda -1", "--lambda"),
    ("--extent nan", "--extent"), ("--penalty lp --p 0", "--p 0"), ("--l1-ratio 1.5", "--l1-ratio"),
    ("--budget 1 --lambda 1", "one of"), ("--weights a[0]", "--checkpoint"),
  ])
  func `what cannot be drawn is refused`(options: String, text: String) throws {
    let bench = try Workbench()
    let status: ExitStatus = options == "--matrix 1,2,2,1" ? .data : .usage
    let ending = try bench.run("geometry region \(options) -q")
    #expect(ending.status == ExitStatus.usage.rawValue || ending.status == status.rawValue)
    #expect(ending.errors.contains(text) || ending.errors.contains("matrix"), "\(ending.errors)")
    #expect(ending.errors.split(separator: "\n").count == 1)
    #expect(try bench.folder.names.isEmpty)
  }

  @Test func `weights that do not exist are named, with the nearest that do`() throws {
    let bench = try Workbench.withCheckpoint()
    let start = "geometry region -q --checkpoint m.ckpt --weights"
    try bench.fail("\(start) fc1.wieght[0,0] fc2.weight[0,0]", .usage, "fc1.wieght", "fc1.weight")
    try bench.fail("\(start) fc1.weight[0,9] fc2.weight[0,0]", .usage, "fc1.weight[0,9]", "fc1.weight[7,1]")
    try bench.fail("\(start) fc1.weight fc2.weight[0,0]", .usage, "fc1.weight", "fc.weight[0,5]")
    try bench.fail("\(start) fc1.weight[0,0]", .usage, "two --weights")
  }
}
