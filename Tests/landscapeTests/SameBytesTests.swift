import Testing

@Suite struct SameBytesTests {
  private static let steps = ["render m.ckpt --x -1:1:9 --y -1:1:7 --samples 40 --seed 2 -q"]

  @Test func `the same commands give the same bytes, wherever they run`() throws {
    let benches = [try Workbench(), try Workbench()]
    for bench in benches {
      for line in [Workbench.smallTraining] + Self.steps { try bench.succeed(line) }
    }
    for name in ["m.ckpt", "m.surface", "m.png"] {
      #expect(try benches[0].bytes(name) == benches[1].bytes(name))
    }
  }

  @Test func `surface and picture do not depend on the number of processors`() throws {
    let benches = [try Workbench.withCheckpoint(), try Workbench.withCheckpoint()]
    for line in Self.steps {
      try benches[0].succeed(line)
      // The first of the processors that the tests may use.
      let choice = "$(taskset -cp $$ | sed 's/.*: //; s/[-,].*//')"
      let script = "exec taskset -c \(choice) \(try Workbench.executable) \(line)"
      let ending = try RunningProgram("/bin/sh", ["-c", script], in: benches[1].folder).wait()
      #expect(ending.status == 0, "\(ending)")
    }
    for name in ["m.surface", "m.png"] {
      #expect(try benches[0].bytes(name) == benches[1].bytes(name))
    }
  }

  @Test func `values do not depend on the number of threads`() throws {
    var tensors: Set<[UInt8]> = []
    for threads in [1, 2, 5] {
      let bench = try Workbench.withCheckpoint()
      try bench.succeed("probe m.ckpt --x -1:1:9 --y -1:1:7 --threads \(threads) -q")
      tensors.insert(try Container(bench.bytes("m.surface")).tensors)
    }
    #expect(tensors.count == 1)
  }

  @Test func `another seed gives other directions`() throws {
    var tensors: Set<[UInt8]> = []
    for seed in 0..<3 {
      let bench = try Workbench.withCheckpoint()
      try bench.succeed("probe m.ckpt --x -1:1:3 --seed \(seed) -q")
      tensors.insert(try Container(bench.bytes("m.surface")).tensors)
    }
    #expect(tensors.count == 3)
  }
}
