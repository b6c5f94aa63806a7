import Testing

@Suite struct ShrinkageCommandTests {
  @Test func `the rules are drawn in every format and theme, and again`() throws {
    let bench = try Workbench()
    let line = "geometry shrinkage --lambda 0.5 --l1-ratio 0.2 --width 300"
    #expect(try bench.succeed("\(line) --theme both").output == "shrinkage.png\nshrinkage-dark.png\n")
    for format in ["svg", "pdf"] { try bench.succeed("\(line) --format \(format)") }
    #expect(bench.has("shrinkage.svg") && bench.has("shrinkage.pdf"))
    for name in ["shrinkage.png", "shrinkage-dark.png"] {
      #expect(try bench.succeed("verify \(name)").output.contains("agrees, byte for byte"))
    }
  }

  @Test func `the alt text states the numbers`() throws {
    let output = try Workbench().succeed("geometry shrinkage --width 200 --snippet markdown").output
    #expect(output.contains("soft threshold 1") && output.contains("ridge: proportional 1"))
  }

  @Test(arguments: [
    ("--lambda -1", "--lambda -1"), ("--lambda nan", "--lambda nan"), ("--lambda inf", "--lambda inf"),
    ("--l1-ratio -0.1", "from 0 (ridge) to 1 (lasso)"), ("--l1-ratio 2", "from 0 (ridge) to 1 (lasso)"),
  ])
  func `bad options are refused`(options: String, reason: String) throws {
    try Workbench().fail("geometry shrinkage \(options)", .usage, reason)
  }
}
