import Testing

/// Planes and lines of training runs.
@Suite struct TrajectoryCommandTests {
  /// Two short runs on points in the plane, `m` and `n`, with their trajectories, and another network, `w`.
  private func bench() throws -> Workbench {
    let bench = try Workbench()
    let common = "train --data moons --train-count 60 --test-count 10 --epochs 3 --batch-size 20 -q"
    try bench.succeed("\(common) --widths 6 --snapshots 3 -o m.ckpt")
    try bench.succeed("\(common) --widths 6 --snapshot-steps 2 --optimizer adam -o n.ckpt")
    try bench.succeed("\(common) --widths 7 --snapshots 1 -o w.ckpt")
    return bench
  }

  private let small = "--samples 20 --x -1:1:5 --y -1:1:5"

  @Test func `a run is drawn on its plane, with what the plane leaves out`() throws {
    let bench = try bench()
    let ending = try bench.succeed(
      "render m.ckpt --trajectory m.trajectory n.trajectory --samples 20 --numbers n.json")
    #expect(ending.output == "m-trajectories.png\n")
    #expect(ending.errors.contains("m: 10 snapshots") && ending.errors.contains("n: 6 snapshots"))
    #expect(ending.errors.contains("loss on the plane differs most"))
    let text = String(decoding: try bench.bytes("n.json"), as: UTF8.self)
    for word in [
      "Principal components of 2 runs", "squared distance of each run", "\"track\"", "m, on the plane",
    ] {
      #expect(text.contains(word), "\(word)")
    }
    #expect(bench.has("m.trajectories.surface") && !bench.has("m.surface"))
    // Drawn again from the surface alone, and verified without anything else.
    try bench.remove("m.trajectory")
    #expect(try bench.succeed("verify m-trajectories.png").output.contains("byte for byte"))
    try bench.succeed("render m.trajectories.surface --as surface -o s.png -q")
  }

  @Test func `the run beside the checkpoint needs no name, and its line leads through its snapshots`() throws
  {
    let bench = try bench()
    try bench.succeed("probe m.ckpt --plane trajectory \(small) -q")
    #expect(bench.has("m.trajectory.surface"))
    #expect(
      try bench.succeed("line m.ckpt --plane trajectory --samples 20 --x -3:0:7").output
        == "m-trajectory-line.png\n")
    try bench.succeed("inspect m.trajectory")
  }

  @Test func `bad input is one line that says what to do`() throws {
    let bench = try bench()
    try bench.fail("render m.ckpt --trajectory w.trajectory", .data, "w.trajectory", "parameters")
    try bench.fail("render m.ckpt --trajectory none.trajectory", .noInput, "none.trajectory")
    try bench.fail("render m.ckpt --trajectory m.ckpt", .data, "m.ckpt")
    try bench.fail("render m.ckpt --trajectory m.trajectory --seed 1", .usage, "--seed", "--trajectory")
    try bench.fail("render m.ckpt --plane random --trajectory m.trajectory", .usage, "--trajectory")
    try bench.fail("render m.trajectory.surface --plane trajectory", .noInput, "m.trajectory.surface")
    try bench.fail("line m.ckpt --trajectory m.trajectory n.trajectory", .usage, "2 runs")
    try bench.fail("train --snapshots 2 --snapshot-steps 3", .usage, "--snapshot-steps")
    try bench.fail("train --snapshot-limit 9", .usage, "--snapshot-limit")
    try bench.succeed(
      "train --data moons --widths 6 --train-count 60 --test-count 10 --epochs 1 --snapshot-steps 1 "
        + "--snapshot-limit 2 --learning-rate 0.000000000000000000000000000000000000000001 -o still.ckpt -q")
    try bench.fail("render still.ckpt --plane trajectory", .data, "still.trajectory", "snapshots")
  }
}
