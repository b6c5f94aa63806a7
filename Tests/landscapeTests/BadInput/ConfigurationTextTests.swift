import Testing

/// Texts of configuration files, which people write by hand.
@Suite struct ConfigurationTextTests {
  private static let rest = "--data moons --model mlp --widths 4 --train-count 20 --test-count 8 -q -o m.ckpt"

  private func bench(_ text: some Sequence<UInt8>) throws -> Workbench {
    let bench = try Workbench()
    try bench.write(Array(text), to: "run.toml")
    return bench
  }

  @Test(arguments: [
    "[", "[[", "[=", "[,", "[.a]", "[#", "[ [a]]", "\t[", "\u{FEFF}[", "[a]\nepochs = 2", "[[a]]", "a.b = 1",
    "= 1",
    "epochs", "epochs =", "epochs = [", "epochs = [,", "epochs = [1 2]", "epochs = {", "epochs = {}",
    "epochs = 1 2",
    "epochs = \"", "epochs = \"\"\"", "epochs = '", "epochs = 'a\n'", "model = \"\\q\"",
    "model = \"\\uD800\"",
    "model = \"\\u12\"", "epochs = 1979-05-27T'7:32:00Z", "epochs = 1979-05-27", "epochs = []]",
    "epochs = 01",
    "epochs = 1__2", "epochs = 0x", "epochs = .5", "epochs = 1.", "epochs = 1e", "epochs = +", "epochs = ]",
    "epochs = #", "epochs = 1\nepochs = 2", "# \u{1}", "model = \"\u{7F}\"", "\r", "epochs\r= 1",
    "\"\"\"a\"\"\" = 1",
    "epochs = 99999999999999999999",
  ])
  func `a text that is no list of options is refused with its line`(text: String) throws {
    let line = "train --config run.toml \(Self.rest)"
    let bench = try bench("\n\(text)".utf8)
    try bench.fail(line, .data, "run.toml, line ")
    #expect(try bench.folder.names == ["run.toml"])
  }

  @Test func `a NUL byte does not end a file`() throws {
    try bench(Array("epochs = 1\nseed = 3".utf8) + [0, 10])
      .fail("train --config run.toml \(Self.rest)", .data, "run.toml, line 2", "NUL byte")
  }

  @Test func `bytes that are no text are refused`() throws {
    try bench([0x65, 0xFF, 0xFE]).fail("train --config run.toml \(Self.rest)", .data, "run.toml", "UTF-8")
  }

  @Test func `changes of a file anywhere end with one line or none`() throws {
    let text =
      "model = 'mlp' # m\nwidths = [ 4, 4,\n]\nepochs = 1\nlearning-rate = 5e-2\ndata = \"\"\"\nmoons\"\"\"\nflip = false"
    let parts = [
      "[", "]", "{", "=", ",", ".", "#", "\"", "'", "'''", "\\", "\n", "\r", "-", "_", "e", "0x", "\0",
    ]
    let bench = try Workbench()
    var state: UInt64 = 11
    func random(below limit: Int) -> Int {
      state = state &* 6_364_136_223_846_793_005 &+ 1_442_695_040_888_963_407
      return Int(state >> 33) % limit
    }
    for _ in 0..<100 {
      var changed = Array(text.utf8)
      for _ in 0...random(below: 3) {
        let place = random(below: changed.count)
        changed.replaceSubrange(
          place..<min(changed.count, place + random(below: 4)), with: parts[random(below: parts.count)].utf8)
      }
      try bench.write(changed, to: "run.toml")
      // A number of epochs that a change makes large is put right here.
      let ending = try bench.run(
        "train --config run.toml --train-count 20 --test-count 8 --epochs 1 -q --force -o m.ckpt")
      let isRefused = [ExitStatus.usage.rawValue, ExitStatus.data.rawValue].contains(ending.status)
      #expect(ending.status == 0 || isRefused, "\(changed): \(ending)")
      #expect(ending.errors.split(separator: "\n").count == (isRefused ? 1 : 0), "\(ending)")
    }
  }

  @Test func `everything that TOML lets options be is read`() throws {
    let text = """
      \u{FEFF}# \u{FC}ber alles
      "model" = 'mlp' # a literal text
      widths = [ # over lines
        4, 0x4,
        0b1_00,
      ]\r
      \tepochs=+1
      learning-rate = 5e-0_2
      'data' = \"\"\"
      mo\\
         \\u006fns\"\"\"
      train-count = 2_0
      test-count = 0o10
      weight-decay = 0.000_1
      momentum = 9.0e-1
      flip = false
      quiet = true
      output = "m.ckpt"
      threads = 1
      """
    let bench = try bench(text.utf8)
    try bench.succeed("train --config run.toml")
    try bench.succeed(
      "train --model mlp --widths 4,4,4 --epochs 1 --learning-rate 0.05 --data moons --train-count 20"
        + " --test-count 8 --weight-decay 0.0001 --momentum 0.9 --threads 1 -q -o n.ckpt")
    #expect(try Container(bench.bytes("m.ckpt")).tensors == Container(bench.bytes("n.ckpt")).tensors)
  }

  @Test func `a file through a pipe is read to its end`() throws {
    let bench = try Workbench()
    let script =
      "\(try Workbench.executable) train --config <(sleep 0.1; printf 'epochs = 2\\n') \(Self.rest)"
    let ending = try RunningProgram("/bin/bash", ["-c", script], in: bench.folder).wait()
    #expect(ending.status == 0, "\(ending.errors)")
    #expect(try bench.succeed("inspect m.ckpt").output.contains("2 of 2 epochs"))
  }

  @Test(arguments: ["", "epochs = 1\n", "[", "model = \"mlp\"\nepochs = 1\n"])
  func `options of a checkpoint that do not describe a run are refused`(options: String) throws {
    let bench = try Workbench.withCheckpoint()
    let container = try Container(bench.bytes("m.ckpt"))
    let start = try #require(container.header.firstRange(of: #""options":""#)).upperBound
    let end = try #require(container.header[start...].firstRange(of: #"\n","#)).upperBound
    let kept = String(container.header[start..<end].dropLast(2))
    let escaped = options.replacing(#"""#, with: #"\""#).replacing("\n", with: #"\n"#)
    try bench.write(container.replacing(kept, by: escaped), to: "bad.ckpt")
    try bench.fail("train --like bad.ckpt -o n.ckpt", .data, "bad.ckpt")
    #expect(try bench.folder.names == ["bad.ckpt", "m.ckpt"])
  }
}
