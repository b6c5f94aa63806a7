import Glibc
import Testing

@Suite struct ProbeInterruptionTests {
  /// A grid that takes some hundred milliseconds.
  private static let line = "probe m.ckpt --x -1:1:9 --y -1:1:11 --seed 5 --threads 2"

  private static let training =
    "train --data shapes --train-count 40 --test-count 4 --model resnet-8 --epochs 1 --batch-size 20"
    + " --threads 1 -q -o m.ckpt"

  private static let inputs = Result<(checkpoint: [UInt8], surface: [UInt8]), any Error> {
    let bench = try Workbench()
    try bench.succeed(training)
    try bench.succeed(line)
    return (try bench.bytes("m.ckpt"), try bench.bytes("m.surface"))
  }

  private func bench() throws -> Workbench {
    let bench = try Workbench()
    try bench.write(Self.inputs.get().checkpoint, to: "m.ckpt")
    return bench
  }

  /// Repeats the command, and expects the surface of an uninterrupted probe.
  private func expectContinuation(_ bench: Workbench) throws {
    try bench.succeed(Self.line)
    #expect(try bench.folder.names == ["m.ckpt", "m.surface"])
    #expect(try bench.bytes("m.surface") == Self.inputs.get().surface)
  }

  @Test(arguments: [SIGINT, SIGTERM, SIGHUP])
  func `a signal keeps what is computed, and the probe continues to the same bytes`(signal: Int32) throws {
    let bench = try bench()
    try bench.interrupt(Self.line, by: signal) { $0.contains("points,") }
    let report = try bench.succeed("inspect m.surface").output
    #expect(report.contains("99 points") && !report.contains(" 0 missing"))
    try expectContinuation(bench)
  }

  @Test func `rendering continues an interrupted probe`() throws {
    let bench = try bench()
    try bench.interrupt(Self.line, by: SIGINT) { $0.contains("points,") }
    try bench.succeed("render m.ckpt")
    #expect(try Container(bench.bytes("m.surface")).tensors == Container(Self.inputs.get().surface).tensors)
    #expect(bench.has("m.png"))
  }

  @Test func `a surface that is not complete can be drawn`() throws {
    let bench = try bench()
    try bench.interrupt(Self.line, by: SIGINT) { $0.contains("points,") }
    let surface = try bench.bytes("m.surface")
    let ending = try bench.run("render m.surface -q")
    #expect(ending.status == 0 || ending.errors.contains("no point is computed yet"))
    #expect(try bench.bytes("m.surface") == surface)
  }

  @Test func `a kill at any moment leaves the surface whole`() throws {
    let bench = try bench()
    try bench.interrupt(Self.line, by: SIGINT) { $0.contains("points,") }
    for delay in [50, 200, 350] {
      let program = try bench.start(Self.line)
      usleep(UInt32(delay) * 1000)
      program.send(SIGKILL)
      _ = program.wait()
      try bench.succeed("inspect m.surface")
    }
    try expectContinuation(bench)
  }
}
