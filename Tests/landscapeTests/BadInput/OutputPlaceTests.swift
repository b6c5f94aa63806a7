import Glibc
import Testing

@Suite struct OutputPlaceTests {
  private static let lines = [
    Workbench.smallTraining.replacing(" -o m.ckpt", with: " -o"), "probe m.ckpt -q --x -1:1:3 -o",
    "render m.surface -q -o",
  ]

  @Test(arguments: lines) func `a folder that does not exist`(line: String) throws {
    let bench = try Workbench.withSurface()
    try bench.fail("\(line) nowhere/out.png", .cannotCreate, "nowhere/out.png: the folder does not exist")
    #expect(try bench.folder.names == ["m.ckpt", "m.surface"])
  }

  @Test(arguments: lines) func `a folder that is a file`(line: String) throws {
    let bench = try Workbench.withSurface()
    let before = try bench.bytes("m.ckpt")
    try bench.fail("\(line) m.ckpt/out.png", .cannotCreate, "m.ckpt/out.png: ")
    #expect(try bench.bytes("m.ckpt") == before)
  }

  /// Nobody, not even the superuser, makes files there.
  @Test(arguments: lines) func `a folder that cannot be written to`(line: String) throws {
    try Workbench.withSurface().fail("\(line) /sys/out.png", .cannotCreate, "/sys/out.png: ")
  }

  @Test(arguments: lines) func `a folder in place of the file`(line: String) throws {
    let bench = try Workbench.withSurface()
    try bench.folder.makeFolder("out.png")
    let ending = try bench.run("\(line) out.png")
    #expect(ending.status == ExitStatus.noInput.rawValue || ending.status == ExitStatus.cannotCreate.rawValue)
    #expect(ending.errors.hasPrefix("landscape: out.png: this is a folder"))
  }

  @Test func `a picture is not begun when it could not be written`() throws {
    let bench = try Workbench.withCheckpoint()
    try bench.fail("render m.ckpt -q -o nowhere/m.png", .cannotCreate, "nowhere/m.png")
    #expect(!bench.has("m.surface"))
  }

  @Test func `a full device`() throws {
    let bench = try Workbench.withSurface()
    try bench.fail(
      "render m.surface -q --format png -o /dev/full", .inputOutput, "/dev/full: the disk is full")
  }

  /// Runs `landscape` where files may not grow beyond some kilobytes.
  private func run(_ line: String, limit: Int, in bench: Workbench) throws -> RunningProgram.Ending {
    let script = "ulimit -f \(limit); exec \(try Workbench.executable) \(line)"
    return try RunningProgram("/bin/bash", ["-c", script], in: bench.folder).wait()
  }

  @Test func `a file that would become too large leaves the old one whole`() throws {
    let bench = try Workbench.withSurface()
    try bench.succeed("render m.surface -q")
    let old = try bench.bytes("m.png")
    let line = "render m.surface -q --theme dark"
    try run(line, limit: 20, in: bench).expectFailure(
      .inputOutput, ["m.png: would exceed the largest file", "ulimit -f"], of: line)
    #expect(try bench.bytes("m.png") == old)
    #expect(try bench.folder.names == ["m.ckpt", "m.png", "m.surface"])
  }

  @Test func `a link that leads to nothing yet stays one`() throws {
    let bench = try Workbench.withSurface()
    try bench.folder.makeFolder("real")
    #expect(symlink("real/m.png", bench.folder.file("link.png")) == 0)
    try bench.succeed("render m.surface -q -o link.png")
    #expect(bench.has("real/m.png"))
    var status = stat()
    #expect(lstat(bench.folder.file("link.png"), &status) == 0 && status.st_mode & S_IFMT == S_IFLNK)
  }

  @Test(arguments: lines.prefix(2).map { $0 + " /dev/null" })
  func `what cannot be read back is refused before work`(line: String) throws {
    try Workbench.withSurface().fail(line, .cannotCreate, "/dev/null: a pipe or device", "choose a file")
  }

  @Test func `waiting for a pipe's reader ends at the first signal`() throws {
    let bench = try Workbench.withCheckpoint()
    #expect(mkfifo(bench.folder.file("m.png"), 0o600) == 0)
    let program = try bench.start("render m.ckpt --x -1:1:3 -o m.png")
    #expect(program.wait { program.errors.contains("self-check") })
    // Until it waits it has other reasons to end, which a signal must not be lost on either.
    usleep(300_000)
    program.send(SIGTERM)
    let ending = program.wait()
    #expect(ending.status == ExitStatus.interrupted.rawValue)
    #expect(ending.errors.contains("m.png: stopped while nobody read the pipe"), "\(ending.errors)")
  }

  @Test func `a checkpoint through a pipe is refused and not taken for a short one`() throws {
    let bench = try Workbench.withCheckpoint()
    #expect(mkfifo(bench.folder.file("pipe"), 0o600) == 0)
    for line in ["inspect pipe", "probe pipe -q", "render pipe -q", "train --like pipe"] {
      try bench.fail(line, .noInput, "pipe: a pipe or device", "name a file")
    }
  }

  @Test(arguments: ["a\nb", "a\rb", "a\u{1B}[2Jb", "a\u{2028}b", "a\u{85}b"])
  func `a name with control characters stays on one line`(name: String) throws {
    let bench = try Workbench()
    let ending = try RunningProgram(Workbench.executable, ["inspect", name], in: bench.folder).wait()
    #expect(ending.status == ExitStatus.noInput.rawValue)
    let special = ending.errors.dropLast().unicodeScalars.filter {
      [.control, .lineSeparator].contains($0.properties.generalCategory)
    }
    #expect(special.isEmpty && ending.errors.hasPrefix("landscape: a\\"), "\(ending.errors)")
  }

  @Test(arguments: [
    ("resnet-9999998", "try 1202"), ("plain-9", "try 8 or 14"), ("resnet-1203", "try 1202"),
    ("resnet-9223372036854775807", "try 1202"), ("plain-1", "try 8"),
  ])
  func `a depth out of range is answered by one in range`(model: String, text: String) throws {
    let ending = try Workbench().run("train --data moons --model \(model)")
    #expect(ending.status == ExitStatus.usage.rawValue)
    #expect(ending.errors.hasSuffix("\(text)\n"), "\(ending.errors)")
  }

  @Test func `a network beyond all memory is refused`() throws {
    try Workbench().fail(
      "train --data moons --model mlp --widths 65536,65536,65536 -o m.ckpt", .usage, "parameters")
  }

  @Test(arguments: ["", "--as surface", "--format pdf -o m.pdf --as surface"])
  func `a picture that memory is too small for is refused, not tried`(options: String) throws {
    let bench = try Workbench.withSurface()
    let line = "render m.surface --width 20000 --height 20000 \(options)"
    // Room for the pixels, but not for all that is drawn of them.
    let script = "ulimit -v 3500000; exec \(try Workbench.executable) \(line)"
    try RunningProgram("/bin/bash", ["-c", script], in: bench.folder).wait()
      .expectFailure(.software, ["not enough memory", "--width"], of: line)
    #expect(try bench.folder.names == ["m.ckpt", "m.surface"])
  }
}
