import Testing

@Suite struct DamagedFileTests {
  /// The commands that read each kind of file.
  private static let commands = ["probe -q --x -1:1:3", "render -q --x -1:1:3", "inspect"]

  @Test(arguments: commands) func `a file that is missing`(command: String) throws {
    let bench = try Workbench()
    try bench.fail("\(command) m.ckpt", .noInput, "m.ckpt: no such file")
    #expect(try bench.folder.names == [])
  }

  @Test(arguments: commands) func `a folder is no file`(command: String) throws {
    let bench = try Workbench()
    try bench.folder.makeFolder("m.ckpt")
    try bench.fail("\(command) m.ckpt", .noInput, "m.ckpt: this is a folder")
  }

  @Test(arguments: commands) func `foreign files`(command: String) throws {
    let bench = try Workbench()
    for bytes in [
      [], [7], Array("Dear diary,\nno network today.\n".utf8), [UInt8](repeating: 0xff, count: 99),
    ] {
      try bench.write(bytes, to: "m.ckpt")
      try bench.fail("\(command) m.ckpt", .data, "m.ckpt: ")
    }
    #expect(try bench.folder.names == ["m.ckpt"])
  }

  @Test(arguments: commands) func `a safetensors file of another program`(command: String) throws {
    let bench = try Workbench()
    var file = try Container([2, 0, 0, 0, 0, 0, 0, 0] + Array("{}".utf8))
    file.header = #"{"__metadata__":{"format":"pt"},"a":{"dtype":"F32","shape":[1],"data_offsets":[0,4]}}"#
    file.tensors = [0, 0, 0, 0]
    try bench.write(file.bytes, to: "m.ckpt")
    // Weights without an architecture: something can be said of them, and nothing computed.
    if command == "inspect" {
      _ = try bench.succeed("inspect m.ckpt")
    } else {
      try bench.fail("\(command) m.ckpt", .data, "m.ckpt: ", "--graph")
    }
  }

  @Test func `the wrong one of the program's own files`() throws {
    let bench = try Workbench.withSurface()
    try bench.succeed(Workbench.smallTraining.replacing("m.ckpt", with: "n.ckpt") + " --snapshots 1")
    try bench.fail("probe m.surface -q", .data, "m.surface", "checkpoint")
    try bench.fail("render n.trajectory -q", .data, "n.trajectory", "neither a checkpoint nor a surface")
    try bench.fail("probe m.ckpt -q -o n.ckpt", .data, "n.ckpt", "surface")
  }

  @Test func `truncated anywhere`() throws {
    let bench = try Workbench.withSurface()
    for (name, command) in [("m.ckpt", "probe -q -o new.surface"), ("m.surface", "render -q -o new.png")] {
      let whole = try bench.bytes(name)
      for share in 1..<8 {
        try bench.write(Array(whole.prefix(whole.count * share / 8)), to: "cut")
        try bench.fail("\(command) cut", .data, "cut: ")
        try bench.fail("inspect cut", .data, "cut: ")
      }
      try bench.write(Array(whole.dropLast()), to: "cut")
      try bench.fail("\(command) cut", .data, "cut: truncated")
      try bench.write(whole + [0], to: "cut")
      try bench.fail("\(command) cut", .data, "cut: ")
    }
    #expect(try bench.folder.names == ["cut", "m.ckpt", "m.surface"])
  }

  @Test(arguments: commands) func `a header that claims terabytes`(command: String) throws {
    let bench = try Workbench.withCheckpoint()
    let bytes = try bench.bytes("m.ckpt")
    let files = [
      [0, 0, 0, 0, 0, 8, 0, 0] + Array(bytes[8...]),
      [UInt8](repeating: 0xff, count: 8) + Array(bytes[8...]),
      try Container(bytes).replacing("[8,2]", by: "[8000000000000,2]"),
      try Container(bytes).replacing("[8,2]", by: "[4000000000,4000000000]"),
      try Container(bytes).replacing(#"\"units\":8"#, by: #"\"units\":8000000000000"#),
    ]
    for file in files {
      try bench.write(file, to: "huge.ckpt")
      try bench.fail("\(command) huge.ckpt", .data, "huge.ckpt: ")
    }
  }

  @Test(arguments: [
    (#"\"inputs\":[2]"#, #"\"inputs\":[4]"#),  // a cycle of two
    (#"\"inputs\":[2]"#, #"\"inputs\":[3]"#),  // a node that reads itself
    (#"\"inputs\":[2]"#, #"\"inputs\":[-1]"#),
    (#"\"inputs\":[2]"#, #"\"inputs\":[]"#),
    (#"\"units\":8"#, #"\"units\":9"#),
    (#"\"units\":8"#, #"\"units\":0"#),
    (#"\"kind\":\"dense\""#, #"\"kind\":\"danse\""#),
    (#"\"channels\":2,\"height\":1,\"inputs\""#, #"\"channels\":2,\"height\":3,\"inputs\""#),
  ])
  func `a graph with a cycle or shapes that do not fit`(text: String, other: String) throws {
    let bench = try Workbench.withCheckpoint()
    try bench.write(Container(bench.bytes("m.ckpt")).replacing(text, by: other), to: "bad.ckpt")
    for command in Self.commands { try bench.fail("\(command) bad.ckpt", .data, "bad.ckpt: ") }
    #expect(try bench.folder.names == ["bad.ckpt", "m.ckpt"])
  }

  @Test(arguments: [
    (#"\"channels\":2,\"height\":1"#, #"\"channels\":16777216,\"height\":16777216"#),
    (#"\"validationShare\":0"#, #"\"validationShare\":1e300"#),
    (#"\"validationShare\":0"#, #"\"validationShare\":\"nan\""#),
    (#"\"seed\":0,\"validationShare\""#, #"\"sampleLimit\":-5,\"seed\":0,\"validationShare\""#),
    (#"\"steps\":6"#, #"\"steps\":9223372036854775807"#),
    (#"{\"count\":60}"#, #"{\"count\":9223372036854775807}"#),
    (#"{\"count\":60}"#, #"{\"count\":4294967296,\"members\":\"f\"}"#),
  ])
  func `numbers that no run has`(text: String, other: String) throws {
    let bench = try Workbench.withCheckpoint()
    try bench.write(Container(bench.bytes("m.ckpt")).replacing(text, by: other), to: "bad.ckpt")
    for command in Self.commands + ["train --data moons --like"] {
      let line = "\(command) bad.ckpt" + (command.hasPrefix("train") ? " -o n.ckpt" : "")
      try bench.fail(line, .data, "bad.ckpt: damaged")
    }
    #expect(try bench.folder.names == ["bad.ckpt", "m.ckpt"])
  }

  @Test func `a claim of billions of samples is not believed`() throws {
    let bench = try Workbench.withCheckpoint()
    let other = #"{\"count\":4294967296}"#
    try bench.write(Container(bench.bytes("m.ckpt")).replacing(#"{\"count\":60}"#, by: other), to: "m.ckpt")
    try bench.succeed("inspect m.ckpt")
    try bench.succeed("probe m.ckpt -q --x -1:1:3")
  }

  @Test func `any damaged byte of a header is refused or does no harm`() throws {
    let bench = try Workbench.withSurface()
    var state: UInt64 = 7
    func random(below limit: Int) -> Int {
      state = state &* 6_364_136_223_846_793_005 &+ 1_442_695_040_888_963_407
      return Int(state >> 33) % limit
    }
    for name in ["m.ckpt", "m.surface"] {
      let whole = try bench.bytes(name)
      let header = try Container(whole).header.utf8.count
      for _ in 0..<30 {
        var bytes = whole
        bytes[random(below: 8 + header)] = UInt8(random(below: 256))
        try bench.write(bytes, to: "bad")
        let ending = try bench.run("inspect bad")
        if ending.status != 0 { ending.expectFailure(.data, ["bad: "], of: "inspect bad") }
      }
    }
  }

  @Test func `parameters that are not numbers`() throws {
    let bench = try Workbench.withCheckpoint()
    var file = try Container(bench.bytes("m.ckpt"))
    file.tensors.replaceSubrange(0..<4, with: [0, 0, 0xc0, 0x7f])
    try bench.write(file.bytes, to: "nan.ckpt")
    try bench.fail("probe nan.ckpt -q", .data, "fc1.weight")
    #expect(try bench.succeed("inspect nan.ckpt").output.contains("damaged"))
  }

  @Test func `a damaged surface is neither drawn nor continued, and replaced only by force`() throws {
    let bench = try Workbench.withSurface()
    let whole = try bench.bytes("m.surface")
    try bench.write(Array(whole.dropLast(5)), to: "m.surface")
    for line in ["render m.ckpt -q", "probe m.ckpt -q --x -1:1:5 --y -1:1:3"] {
      try bench.fail(line, .data, "m.surface: truncated")
    }
    try bench.succeed("probe m.ckpt -q --x -1:1:5 --y -1:1:3 --force")
    #expect(try Container(bench.bytes("m.surface")).tensors == Container(whole).tensors)
  }
}
