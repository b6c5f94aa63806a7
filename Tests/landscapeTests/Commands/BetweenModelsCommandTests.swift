import Testing

/// Lines, planes and curves between networks, and many planes of one.
@Suite struct BetweenModelsCommandTests {
  /// Three runs of one network, `a`, `b` and `c`, and another network, `w`.
  private func bench() throws -> Workbench {
    let bench = try Workbench()
    let common = "train --data moons --train-count 60 --test-count 10 --epochs 3 --batch-size 20 -q"
    for (seed, name) in ["a", "b", "c"].enumerated() {
      try bench.succeed("\(common) --widths 6 --seed \(seed) -o \(name).ckpt")
    }
    try bench.succeed("\(common) --widths 7 -o w.ckpt")
    return bench
  }

  @Test func `the line to another network has a barrier with an error`() throws {
    let bench = try bench()
    let ending = try bench.succeed("line a.ckpt --to b.ckpt --samples 30 --x 0:1:5")
    #expect(ending.output == "a-to-b-line.png\n" && ending.errors.contains("barrier"))
    #expect(bench.has("a.to-b.line"))
    try bench.succeed("verify a-to-b-line.png")
    let aligned = try bench.succeed("line a.ckpt --to b.ckpt --align --samples 30 --x 0:1:5 -o al.png")
    #expect(aligned.errors.contains("units permuted") && bench.has("a.to-b.aligned.line"))
  }

  @Test func `with batch normalization both settings are drawn`() throws {
    let bench = try Workbench()
    for seed in 0..<2 {
      try bench.succeed(
        "train --data shapes --model resnet-8 --width-factor 0.125 --train-count 24 --test-count 8 --epochs 1 "
          + "--batch-size 12 --seed \(seed) -o r\(seed).ckpt -q")
    }
    try bench.succeed("line r0.ckpt --to r1.ckpt --exact --x 0:1:3 --numbers n.json -q")
    #expect(bench.has("r0.to-r1.line") && bench.has("r0.to-r1.recalibrated.line"))
    let text = String(decoding: try bench.bytes("n.json"), as: UTF8.self)
    #expect(text.contains("statistics interpolated") && text.contains("recalibrated"))
    try bench.succeed("line r0.ckpt --to r1.ckpt --exact --x 0:1:3 --batch-norm recalibrate --force -q")
  }

  @Test func `a plane leads through three networks, and their losses are named`() throws {
    let bench = try bench()
    let ending = try bench.succeed("render a.ckpt --through b.ckpt c.ckpt --samples 20 --align")
    #expect(ending.output == "a-through-b-c-aligned.png\n" && bench.has("a.through-b-c-aligned.surface"))
    #expect(ending.errors.contains("c.ckpt, aligned: at ("))
  }

  @Test func `a curve is trained and drawn beside the straight line`() throws {
    let bench = try bench()
    #expect(
      try bench.succeed("connect a.ckpt b.ckpt --epochs 2 --batch-size 20").output == "a-to-b.connection\n")
    #expect(try bench.succeed("inspect a-to-b.connection").output.contains("from a.ckpt to b.ckpt"))
    try bench.fail("render a-to-b.connection", .data, "a-to-b.connection")
    try bench.fail("connect a.ckpt b.ckpt --epochs 2", .cannotCreate, "a-to-b.connection", "--force")
    try bench.succeed("connect a.ckpt b.ckpt --epochs 1 --curve polychain --bends 3 --align --force -q")
    let line = "line a.ckpt --to b.ckpt --along a-to-b.connection --samples 20 --x 0:1:5 --numbers n.json -q"
    try bench.fail(line, .data, "a-to-b.connection", "--align")
    try bench.succeed(line + " --align")
    let text = String(decoding: try bench.bytes("n.json"), as: UTF8.self)
    #expect(text.contains("polygonal chain") && text.contains("straight line"))
    try bench.fail("line b.ckpt --along a-to-b.connection", .data, "a-to-b.connection", "a.ckpt")
  }

  @Test func `many planes have a mean and a spread, and are reused`() throws {
    let bench = try bench()
    let planes = "planes a.ckpt --count 3 --samples 20 --x -1:1:5 --y -1:1:5"
    let ending = try bench.succeed(planes)
    #expect(ending.output.contains("sharpness") && ending.output.contains("±"))
    #expect(ending.output.hasSuffix("a-planes.png\n"))
    let again = try bench.succeed("\(planes) --json --quiet")
    #expect(again.output.contains("\"concaveShare\"") && again.output.contains("\"deviation\""))
    try bench.succeed("verify a-planes.png")
  }

  @Test func `bad input is one line that says what to do`() throws {
    let bench = try bench()
    try bench.fail("line a.ckpt --to w.ckpt", .data, "w.ckpt", "fc1.weight", "[7, 2]", "[6, 2]")
    try bench.fail("line a.ckpt --to a.ckpt", .data, "a.ckpt", "weights of the first network")
    try bench.fail("line a.ckpt --align", .usage, "--align")
    try bench.fail("line a.ckpt --through b.ckpt c.ckpt", .usage, "--through", "--to")
    try bench.fail("line a.ckpt --to b.ckpt --trajectory x.trajectory", .usage, "--trajectory")
    try bench.fail("render a.ckpt --through b.ckpt", .usage, "--through")
    try bench.fail("render a.ckpt --through b.ckpt b.ckpt", .data, "b.ckpt", "line")
    try bench.fail("render a.ckpt --through b.ckpt c.ckpt --x -1:1:5", .usage, "--through")
    try bench.fail("connect a.ckpt w.ckpt", .data, "w.ckpt", "fc1.weight")
    try bench.fail("connect a.ckpt b.ckpt --bends 0", .usage, "--bends")
    try bench.fail("planes a.ckpt --count 1", .usage, "--count")
    try bench.fail("planes a.ckpt --x -1:1:5", .usage, "--y")
    try bench.fail("planes a.ckpt --plane trajectory", .usage, "--plane")
    try bench.fail("planes a.ckpt --x -1:1:5 --y -1:1:5 --seed 18446744073709551615", .usage, "--seed")
  }
}
