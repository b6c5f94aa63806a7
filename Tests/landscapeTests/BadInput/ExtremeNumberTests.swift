import Testing

/// Numbers at the limits of what there are, from files and options: whatever is said of them, nothing traps.
@Suite struct ExtremeNumberTests {
  /// Expects success, or one line that says why not.
  private func expectAnEnding(_ bench: Workbench, _ line: String) throws {
    let ending = try bench.run(line)
    #expect([0, 64, 65].contains(ending.status), "\(line): \(ending.errors)")
    #expect(ending.status == 0 || ending.errors.split(separator: "\n").count == 1, "\(ending.errors)")
  }

  @Test(arguments: ["1e300", "\"nan\"", "\"inf\"", "-7", "1e308"])
  func `a self-check of nonsense`(accuracy: String) throws {
    let bench = try Workbench.withSurface()
    let container = try Container(bench.bytes("m.surface"))
    let name = #"checkpointAccuracy\":"#
    let start = try #require(container.header.firstRange(of: name)?.upperBound)
    let number = container.header[start...].prefix { $0.isNumber || $0 == "." }
    let text = accuracy.replacing("\"", with: #"\""#)
    try bench.write(container.replacing(name + number, by: name + text), to: "m.surface")
    for line in [
      "render m.surface --width 100", "render m.surface --as surface --width 100 --straight",
      "line m.surface --width 100", "inspect m.surface",
    ] {
      try expectAnEnding(bench, line)
    }
  }

  @Test(arguments: ["0:5e-324:3", "0:5e-324:2", "-1e-310:1e-310:3", "-8e302:8e302:3", "0:1e-300:3"])
  func `axes as short and as long as there are`(range: String) throws {
    let bench = try Workbench.withCheckpoint()
    for line in [
      "render m.ckpt --x=\(range) --y=\(range) --width 100", "line m.ckpt --x=\(range) --width 100",
      "compare m.surface m.surface --as surface --straight --width 100",
    ] {
      try expectAnEnding(bench, line)
    }
  }

  @Test(arguments: [
    "corners --draws 20 --reach=1e308", "corners --draws 20 --reach=1e308 --budget=1e308",
    "corners --draws 20 --reach=1e100 --budget 1e100", "corners --draws 20 --reach=5e-324 --budget=5e-324",
    "corners --draws 20 --reach=1e-100 --budget=1e-100", "region --budget=1.7e308", "region --extent=5e-324",
    "region --centre=1e300,-1e300",
    "region --centre=1.7e308,1", "sweep --frames 2 --centre=1.7e308,1", "prior --centre=1e100,1e100",
    "path --csv t.csv --response y", "path --csv t.csv --response z", "region --matrix=1e-300,0,0,1e300",
    "shrinkage --lambda=1e100",
    "region --penalty lp --p=1e20", "region --penalty lp --p=1000",
    "region --penalty zou-hastie --lambda1=1e155",
    "region --penalty zou-hastie --lambda1=1e100",
    "prior --matrix=5e-324,0,0,5e-324", "path --rows 20 --noise=1e300",
  ])
  func `geometry of any size`(options: String) throws {
    let bench = try Workbench()
    try bench.write(Array("x,y,z\n1,1.7e308,2\n2,1,-1.7e308\n3,5,1.7e308\n4,2,1\n".utf8), to: "t.csv")
    try expectAnEnding(bench, "geometry \(options) --width 100")
  }

  @Test(arguments: ["1e308", "1e-320", "-1e308", "1e-320,1e308", "-1e308,0,1e308"])
  func `levels and clips of any size`(levels: String) throws {
    let bench = try Workbench.withSurface()
    for line in [
      "render m.surface --levels=\(levels) --width 100",
      "render m.surface --levels=\(levels) --as surface --straight --width 100",
      "render m.surface --clip=\(levels.split(separator: ",").last ?? "") --as surface --straight --width 100",
    ] {
      try expectAnEnding(bench, line)
    }
  }
}
