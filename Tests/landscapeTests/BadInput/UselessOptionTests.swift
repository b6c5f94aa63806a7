import Testing

/// An option that would do nothing is an error that says where it applies.
@Suite struct UselessOptionTests {
  @Test(arguments: [
    "--azimuth inf", "--azimuth 3", "--elevation 100", "--projection orthographic", "--heights log",
    "--floor",
    "--bands", "--path none.csv",
  ])
  func `what says how a surface is seen does nothing on a map`(option: String) throws {
    let bench = try Workbench.withSurface()
    let name = option.split(separator: " ")[0]
    for line in ["render m.surface", "compare m.surface m.surface", "animate m.surface m.surface"] {
      try bench.fail("\(line) \(option)", .usage, "\(name) does nothing", "--as surface")
    }
    #expect(try bench.folder.names == ["m.ckpt", "m.surface"])
  }

  @Test(arguments: [
    "--x=x", "--x=-1:1:3", "--samples 3", "--split test", "--seed 3", "--normalization layer", "--orthogonal",
    "--batch-norm frozen", "--precision exact", "--force", "--threads 1", "--weights a[0]", "--include bias",
    "--only a",
    "--data-folder .",
  ])
  func `what says how to probe does nothing for a surface`(option: String) throws {
    let bench = try Workbench.withSurface()
    let name = option.split { " =".contains($0) }[0]
    for line in ["render m.surface", "compare m.surface m.surface", "animate m.surface", "line m.surface"] {
      try bench.fail("\(line) \(option)", .usage, "\(name) does nothing", "only for a checkpoint")
    }
    #expect(try bench.folder.names == ["m.ckpt", "m.surface"])
  }

  @Test func `beside a checkpoint they apply to that`() throws {
    let bench = try Workbench.withSurface()
    try bench.succeed("compare m.surface m.ckpt --x -1:1:5 --y -1:1:3 --width 100")
  }

  @Test(arguments: ["--map magma", "--levels 1,2", "--straight"])
  func `what says how planes are drawn does nothing for lines`(option: String) throws {
    let bench = try Workbench.withCheckpoint()
    try bench.succeed("probe m.ckpt --x -1:1:3 -o m.line --quiet")
    let name = option.split(separator: " ")[0]
    for line in ["line m.line", "line m.ckpt", "render m.line", "render m.ckpt --x -1:1:3"] {
      try bench.fail("\(line) \(option)", .usage, "\(name) does nothing for a line")
    }
    try bench.fail("render m.line --as contours", .usage, "--as does nothing for a line")
    #expect(try bench.folder.names == ["m.ckpt", "m.line"])
  }

  @Test(arguments: [
    ("animate m.surface --as contours", "--as"), ("animate m.surface m.surface --frames 3", "--frames"),
    ("animate m.surface --sweep azimuth:0:90 --azimuth 3", "--azimuth"),
    ("animate m.surface --sweep elevation:0:90 --elevation 3", "--elevation"),
    ("probe m.ckpt --x -1:1:3 --orthogonal", "--orthogonal"),
    ("probe m.ckpt --x -1:1:3 --weights fc1.weight[0,0] --seed 3", "--seed"),
    ("probe m.ckpt --x -1:1:3 --weights fc1.weight[0,0] --only fc1.*", "--only"),
    ("geometry region --l1-ratio 0.3", "--l1-ratio"),
    ("geometry region --penalty lp --lambda1 2", "--lambda1"),
    ("geometry region --penalty elastic --p 2", "--p"), ("geometry region --points 30", "--points"),
    ("geometry region --samples 30", "--samples"), ("geometry region --threads 3", "--threads"),
    ("geometry region --rows 30", "--rows"), ("geometry region --response y", "--response"),
    ("geometry region --generate correlated --columns 2 --matrix 1,0,0,1", "--matrix"),
    ("geometry region --checkpoint m.ckpt --weights a[0] b[0] --centre 1,2", "--centre"),
    ("geometry sweep --budget 2", "--budget"), ("geometry sweep --l1-ratio 0.3", "--l1-ratio"),
    ("geometry path --penalty lasso --l1-ratio 0.2", "--l1-ratio"),
    ("geometry path --penalty ridge --l1-ratio 0.2", "--l1-ratio"),
    ("train --data moons --milestones=x", "--milestones"),
    ("train --data moons --milestones 1", "--milestones"),
    ("train --data moons --step-factor 0.5", "--step-factor"),
    ("train --data moons --schedule step --cycle-rise 0.5", "--cycle-rise"),
    ("train --data moons --width-factor 2", "--width-factor"),
    ("train --data moons --shortcut projection", "--shortcut"),
    ("train --data shapes --widths 8", "--widths"),
    ("train --data fashion-mnist --noise 0.1", "--noise"),
    ("train --data moons --data-folder .", "--data-folder"),
    ("train --data fashion-mnist --data-seed 3", "--data-seed"),
    ("train --train-file t.csv --target y --train-count 3", "--train-count"),
    ("train --data moons --min-improvement 0.1", "--min-improvement"),
    ("train --data moons --record-per-epoch 3", "--record-per-epoch"),
    ("train --data moons --penalty-step proximal", "--penalty-step"),
  ])
  func `an option of something else is refused by name`(line: String, name: String) throws {
    let bench = try Workbench.withSurface()
    try bench.fail(line, .usage, "\(name) does nothing")
    #expect(try bench.folder.names == ["m.ckpt", "m.surface"])
  }
}
