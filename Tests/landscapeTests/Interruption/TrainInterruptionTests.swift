import Glibc
import Testing

@Suite struct TrainInterruptionTests {
  /// Some hundred milliseconds of training with everything that an epoch's number must determine.
  private static let line =
    "train --data shapes --train-count 80 --test-count 10 --model plain-8 --batch-size 20 --epochs 6"
    + " --crop 2 --flip --validation 0.1 --schedule cosine --warmup 1 --seed 3 --threads 1 --snapshots 2"
    + " -o m.ckpt"

  private static let uninterrupted = Result<[String: [UInt8]], any Error> {
    let bench = try Workbench()
    try bench.succeed(line)
    return ["m.ckpt": try bench.bytes("m.ckpt"), "m.trajectory": try bench.bytes("m.trajectory")]
  }

  /// Repeats the command, and expects the files of an uninterrupted run and no others.
  private func expectContinuation(_ bench: Workbench) throws {
    try bench.succeed(Self.line)
    let expected = try Self.uninterrupted.get()
    #expect(try bench.folder.names == expected.keys.sorted())
    for (name, bytes) in expected { #expect(try bench.bytes(name) == bytes, "\(name)") }
  }

  @Test(arguments: [SIGINT, SIGTERM, SIGHUP])
  func `a signal keeps completed epochs, and the run continues to the same bytes`(signal: Int32) throws {
    let bench = try Workbench()
    try bench.interrupt(Self.line, by: signal) { $0.contains("epoch 2/6") }
    #expect(try bench.run("inspect m.ckpt").output.contains("of 6 epochs"))
    try expectContinuation(bench)
  }

  @Test func `a signal in the first epoch leaves nothing behind`() throws {
    let bench = try Workbench()
    let line = Self.line.replacing("--train-count 80", with: "--train-count 800")
    try bench.interrupt(line, by: SIGINT) { $0.contains("training samples") }
    #expect(try bench.folder.names == [])
  }

  @Test func `a kill at any moment leaves a whole checkpoint or none`() throws {
    let bench = try Workbench()
    for delay in [30, 60, 100, 150, 210, 280] {
      let program = try bench.start(Self.line)
      usleep(UInt32(delay) * 1000)
      program.send(SIGKILL)
      _ = program.wait()
      if bench.has("m.ckpt") { try bench.succeed("inspect m.ckpt") }
    }
    try expectContinuation(bench)
  }
}
