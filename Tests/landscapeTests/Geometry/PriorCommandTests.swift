import Testing

@Suite struct PriorCommandTests {
  @Test func `the textbook's optima are posterior modes`() throws {
    let bench = try Workbench()
    #expect(try bench.succeed("geometry prior --data n.json --width 200").output == "prior.png\n")
    let text = String(decoding: try bench.bytes("n.json"), as: UTF8.self)
    for words in ["(0.6875, 1.062)", "(0, 1.5), exactly zero in 1 weight", "another point"] {
      #expect(text.contains(words), "\(words)")
    }
    #expect(try bench.succeed("verify prior.png").output.contains("agrees, byte for byte"))
  }

  @Test func `strengths follow from scales and noise`() throws {
    let line = "geometry prior --gaussian-scale 2 --laplace-scale 0.5 --noise-variance 3 --width 200"
    let output = try Workbench().succeed("\(line) --snippet markdown").output
    // σ²/τ² = 3/4 and σ²/b = 6.
    #expect(output.contains("= 0.75,") && output.contains("= 6,"))
  }

  @Test(arguments: [
    ("--lambda 0", "--lambda 0"), ("--lambda -2", "--lambda -2"),
    ("--noise-variance 0", "--noise-variance 0"),
    ("--gaussian-scale 0", "--gaussian-scale 0"), ("--laplace-scale -1", "--laplace-scale -1"),
    ("--lambda 1e-9", "1e-6"), ("--lambda 1 --gaussian-scale 1 --laplace-scale 1", "--lambda 1"),
    ("--matrix 1,2,3", "not square"), ("--matrix 1,2,2,1", "indefinite"), ("--matrix -1,0,0,1", "indefinite"),
    ("--matrix 1,2,3,8", "not symmetric"), ("--matrix 1,0,0,x", "'x' is not a number"),
    ("--matrix 1,nan,nan,1", "'nan' is not a number"), ("--centre 1", "--centre '1'"),
  ])
  func `bad options are refused`(options: String, reason: String) throws {
    try Workbench().fail("geometry prior \(options)", .usage, reason)
  }
}
