import Glibc
import Testing

/// Two processes on one output.
@Suite struct LockTests {
  private static let training =
    "train --data shapes --train-count 60 --test-count 4 --model resnet-8 --width-factor 0.25 --epochs 200"
    + " --batch-size 20 --threads 1 --snapshots 1 -o m.ckpt"
  private static let probe = "probe m.ckpt --x -1:1:400 --y -1:1:400 --threads 1 -o m.surface"

  /// Starts a line, runs others while it works, and kills it.
  private func during(
    _ line: String, _ bench: Workbench, has text: String, _ body: (RunningProgram) throws -> Void
  ) throws {
    let program = try bench.start(line)
    defer {
      program.send(SIGKILL)
      _ = program.wait()
    }
    #expect(program.wait { program.errors.contains(text) })
    try body(program)
  }

  @Test func `a second training is refused with the first one's number, and changes nothing`() throws {
    let bench = try Workbench()
    try during(Self.training, bench, has: "parameters,") { first in
      for line in [
        Self.training, Self.training + " --force", Self.training.replacing("m.ckpt", with: "./m.bin"),
      ] {
        try bench.fail(line, .temporary, "process \(first.identifier)", "wait for its end")
      }
      #expect(!bench.has("m.bin"))
    }
    // A kill leaves the lock's file, and nothing else that would hold up the next run.
    try bench.succeed(Workbench.smallTraining + " --force")
    #expect(try bench.folder.names.filter { $0.contains("m.ckpt") } == ["m.ckpt"])
  }

  @Test func `a second probe is refused, by whatever command, and the others may draw what is there`() throws
  {
    let bench = try Workbench.withCheckpoint()
    try during(Self.probe, bench, has: "points,") { first in
      let range = "--x -1:1:400 --y -1:1:400"
      for line in [Self.probe, "\(Self.probe) --force", "render m.ckpt \(range)"] {
        let ending = try bench.run(line)
        #expect(ending.status == ExitStatus.temporary.rawValue, "\(line): \(ending.errors)")
        #expect(ending.errors.contains("m.surface: process \(first.identifier) on "), "\(ending.errors)")
      }
      try bench.succeed("probe m.ckpt --x -1:1:3 -q -o other.surface")
      #expect(!bench.has("m.png"))
    }
    try bench.succeed("probe m.ckpt --x -1:1:3 -q --force")
    #expect(try bench.folder.names == ["m.ckpt", "m.surface", "other.surface"])
  }

  @Test func `a complete surface is drawn by many at a time`() throws {
    let bench = try Workbench.withSurface()
    let programs = try (0..<4).map { try bench.start("render m.ckpt --x -1:1:5 --y -1:1:3 -q -o \($0).png") }
    for program in programs { #expect(program.wait().status == 0) }
    #expect(try bench.folder.names == ["0.png", "1.png", "2.png", "3.png", "m.ckpt", "m.surface"])
  }
}
