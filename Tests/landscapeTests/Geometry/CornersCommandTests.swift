import Testing

@Suite struct CornersCommandTests {
  @Test func `the headline is counted, recorded and counted again`() throws {
    let bench = try Workbench()
    let line = "geometry corners --losses isotropic --draws 500 --seed 3 --width 200 --data n.json"
    #expect(try bench.succeed(line).output == "corners.png\n")
    let text = String(decoding: try bench.bytes("n.json"), as: UTF8.self)
    for words in ["exactly 65.306 %", "N = 500", "seed 3", "95 % interval (Wilson)"] {
      #expect(text.contains(words), "\(words)")
    }
    #expect(try bench.succeed("verify corners.png").output.contains("agrees, byte for byte"))
  }

  @Test func `another seed draws other losses`() throws {
    let bench = try Workbench()
    for seed in [1, 2] {
      try bench.succeed("geometry corners --draws 300 --seed \(seed) --width 200 --data \(seed)")
    }
    #expect(try bench.bytes("1") != bench.bytes("2"))
  }

  @Test func `a budget beyond the reach is as well defined as any`() throws {
    let bench = try Workbench()
    for losses in ["positive-definite", "isotropic"] {
      try bench.succeed(
        "geometry corners --budget 5 --reach 4 --draws 200 --losses \(losses) --width 100 --data n.json")
    }
    // Whose corners have no centre in their cones.
    let text = String(decoding: try bench.bytes("n.json"), as: UTF8.self)
    #expect(text.contains("\"exactShare\" : 0,"))
  }

  @Test(arguments: [
    ("--draws 0", "--draws 0"), ("--draws -5", "--draws -5"), ("--budget 0", "--budget 0"),
    ("--budget inf", "finite"), ("--budget -1", "positive"), ("--budget nan", "--budget nan"),
    ("--budget 20", "at most 13"), ("--reach=1e308", "1e100"), ("--budget 1e-300", "1e-100"),
    ("--reach 0", "--reach 0"), ("--seed -1", "--seed"),
  ])
  func `bad options are refused`(options: String, reason: String) throws {
    try Workbench().fail("geometry corners \(options)", .usage, reason)
  }
}
