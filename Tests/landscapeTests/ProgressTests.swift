import Testing

@Suite struct ProgressTests {
  @Test func `on a terminal one line changes, and none is left of it`() throws {
    let bench = try Workbench.withCheckpoint()
    let line = "\(try Workbench.executable) probe m.ckpt --x -1:1:9 --y -1:1:9"
    let ending = try RunningProgram("/usr/bin/script", ["-qec", line, "/dev/null"], in: bench.folder).wait()
    #expect(ending.status == 0)
    let clear = "\r\u{1B}[K"
    #expect(ending.output.contains("\(clear)probing  "))
    #expect(ending.output.contains("/81"))
    #expect(ending.output.contains("\(clear)self-check: "))
  }

  @Test func `a log has whole lines only`() throws {
    let bench = try Workbench.withCheckpoint()
    let ending = try bench.succeed("probe m.ckpt --x -1:1:9 --y -1:1:9")
    #expect(ending.errors.hasSuffix("\n"))
    for character in ["\r", "\u{1B}"] {
      #expect(!ending.errors.unicodeScalars.contains { "\($0)" == character })
    }
  }

  @Test func `quiet is quiet`() throws {
    let bench = try Workbench.withCheckpoint()
    for line in ["probe m.ckpt --x -1:1:9", "render m.ckpt --x -1:1:9"] {
      let ending = try bench.succeed("\(line) --quiet")
      #expect(ending.output.isEmpty && ending.errors.isEmpty)
    }
  }
}
