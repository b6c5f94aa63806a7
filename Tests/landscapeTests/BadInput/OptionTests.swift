import Testing

@Suite struct OptionTests {
  @Test(arguments: [
    ("trian", "'train'"), ("renderr m.ckpt", "'render'"),
    ("train --model resnet20", "'resnet-20'"), ("train --model mlpp", "'mlp'"),
    ("train --data fashon-mnist", "'fashion-mnist'"), ("train --data mosn --model mlp", "'moons'"),
    ("train --data moons --model mlp --schedule cosin", "'cosine'"),
    ("train --data moons --model mlp --shortcut projecton", "'projection'"),
    ("train --data moons --model mlp --activation rellu", "'relu'"),
    ("train --dta moons", "'--data'"), ("probe m.ckpt --smaples 3", "'--samples'"),
    ("probe m.ckpt --normalization fliter", "'filter'"), ("probe m.ckpt --split tset", "'test'"),
    ("probe m.ckpt --include bais", "'bias'"), ("probe m.ckpt --batch-norm frosen", "'frozen'"),
    ("render m.ckpt --map virids", "'viridis'"), ("render m.ckpt --scale logg", "'log'"),
  ])
  func `an unknown name is answered by the nearest valid one`(line: String, name: String) throws {
    try Workbench.withCheckpoint().fail(line, .usage, name)
  }

  @Test(arguments: ["train --model resnet-21", "train --model plain-9", "train --model resnet-4"])
  func `an impossible depth is answered by possible ones`(line: String) throws {
    try Workbench().fail(line, .usage, "6n + 2", "try ")
  }

  @Test(arguments: [
    ("--x 1:1:5", "empty"), ("--x 1:-1:5", "empty"), ("--x nan:1:5", "finite"), ("--x -1:nan:5", "finite"),
    ("--x -inf:inf:5", "finite"), ("--x -1:1:0", "0 points"), ("--x -1:1:1", "1 points"),
    ("--x -1:1:-5", "-5 points"), ("--x -1:1:99999999999", "points"), ("--x -1:1", "LOWER:UPPER:COUNT"),
    ("--x a:b:c", "LOWER:UPPER:COUNT"), ("--x -1:1:5 --y 2:1:5", "--y"),
    ("--x -1:1:100000 --y -1:1:100000", "points"), ("--samples 0", "--samples"),
    ("--samples -3", "--samples"), ("--samples many", "--samples"), ("--threads 0", "--threads"),
    ("--orthogonal --normalization weight", "--orthogonal"), ("--seed -1", "--seed"),
  ])
  func `a probe of nothing or of what is no number`(options: String, text: String) throws {
    let bench = try Workbench.withCheckpoint()
    for command in ["probe", "render"] { try bench.fail("\(command) m.ckpt \(options)", .usage, text) }
    #expect(try bench.folder.names == ["m.ckpt"])
  }

  @Test(arguments: [
    "--epochs 0", "--batch-size 0", "--learning-rate nan", "--learning-rate -1", "--momentum 1",
    "--weight-decay -1", "--warmup 9", "--validation 1", "--validation nan", "--limit 0", "--threads 0",
    "--crop -1", "--snapshots 0", "--widths 8,x", "--widths 0", "--width-factor 0", "--train-count 0",
    "--noise nan", "--classes 7", "--data-seed -1", "--nesterov --momentum 0",
    "--schedule step --milestones x", "--schedule step --step-factor 0",
  ])
  func `training with a number that makes no sense`(options: String) throws {
    let bench = try Workbench()
    try bench.fail("train --data moons --model mlp -o m.ckpt \(options)", .usage)
    #expect(try bench.folder.names == [])
  }

  @Test(arguments: [
    ("--width 0", "--width"), ("--height -4", "--height"), ("--width 1000000", "--width"),
    ("--dpi 0", "--dpi"), ("--dpi 200000", "from 0.01 to 100,000"), ("--dpi nan", "--dpi"),
    ("--levels 1,,2", "--levels"),
    ("--levels nan", "--levels"), ("-o picture.jpg", ".png, .svg or .pdf"), ("-o picture", "--format"),
  ])
  func `a picture that cannot be`(options: String, text: String) throws {
    let bench = try Workbench.withSurface()
    try bench.fail("render m.surface \(options)", .usage, text)
    #expect(try bench.folder.names == ["m.ckpt", "m.surface"])
  }

  @Test(arguments: ["probe", "render", "inspect"])
  func `a file must be named`(command: String) throws {
    try Workbench().fail(command, .usage)
  }

  @Test(arguments: [
    ("render m.ckpt --smaples 3", "see 'landscape help render'"),
    ("geometry region --penlaty l1", "geometry region'"),
    ("render m.ckpt --samples x", "see 'landscape help render'"), ("train --loss nonsense", "help train'"),
  ])
  func `a mistake points to the help of its command, as one sentence`(line: String, help: String) throws {
    let ending = try Workbench.withCheckpoint().run(line)
    #expect(ending.errors.contains(help) && !ending.errors.contains(".;"), "\(ending.errors)")
  }

  @Test func `a network too deep for its samples`() throws {
    try Workbench().fail("train --data moons --model vgg9 -o m.ckpt", .usage, "vgg9", "mlp")
  }
}
