import Testing

@Suite struct TrainConfigurationTests {
  private static let file = """
    # Points and a small network.
    data = "moons"
    model = "mlp"
    widths = [8]
    epochs = 2
    train-count = 60
    test-count = 20
    batch-size = 20
    threads = 1
    quiet = true
    output = "m.ckpt"
    """

  private func bench(_ text: String = file) throws -> Workbench {
    let bench = try Workbench()
    try bench.write(Array(text.utf8), to: "run.toml")
    return bench
  }

  /// The tensors, which hold no command line.
  private func tensors(_ bench: Workbench, _ name: String = "m.ckpt") throws -> [UInt8] {
    try Container(bench.bytes(name)).tensors
  }

  @Test func `a configuration file does what the same options do`() throws {
    let bench = try bench()
    try bench.succeed("train --config run.toml")
    #expect(try tensors(bench) == tensors(Workbench.withCheckpoint()))
  }

  @Test func `options of the command line come before those of the file`() throws {
    let bench = try bench()
    try bench.succeed("train --config run.toml --seed 3 --set seed=2 --no-normalized -o other.ckpt")
    try bench.succeed(Workbench.smallTraining + " --seed 3 --force")
    #expect(try tensors(bench, "other.ckpt") == tensors(bench))
    #expect(try bench.folder.names == ["m.ckpt", "other.ckpt", "run.toml"])
  }

  @Test func `a run like another is the same run`() throws {
    let bench = try Workbench.withCheckpoint()
    try bench.succeed("train --like m.ckpt -q -o again.ckpt")
    #expect(try tensors(bench, "again.ckpt") == tensors(bench))
  }

  @Test func `a run like another differs by what is set`() throws {
    let bench = try Workbench.withCheckpoint()
    try bench.succeed("train --like m.ckpt --set optimizer=adam --set learning-rate=0.01 -q -o adam.ckpt")
    try bench.succeed(Workbench.smallTraining + " --optimizer adam --learning-rate 0.01 --force")
    #expect(try tensors(bench, "adam.ckpt") == tensors(bench))
    #expect(try bench.succeed("inspect adam.ckpt").output.contains("rate 0.0100, Adam"))
  }

  @Test func `what is set to nothing is taken away`() throws {
    let bench = try Workbench.withCheckpoint()
    try bench.succeed("train --like m.ckpt --momentum 0.5 -q -o slow.ckpt")
    try bench.fail("train --like slow.ckpt --set optimizer=adam -o adam.ckpt", .usage, "--momentum", "--set")
    try bench.succeed("train --like slow.ckpt --set optimizer=adam --set momentum= -q -o adam.ckpt")
  }

  @Test(arguments: [
    ("epchs = 3", ["run.toml", "epchs", "'epochs'"]),
    ("epochs = \"three\"", ["epochs is a text", "whole number"]),
    ("epochs = 3.5", ["epochs is a number", "whole number"]), ("flip = 1", ["flip", "true or false"]),
    ("data = 3", ["data is a whole number", "text"]), ("[training]\nepochs = 3", ["training"]),
    ("\nepochs =", ["run.toml, line 2"]), ("widths = [[8]]", ["run.toml, line 1", "array in an array"]),
    ("learning-rate = true", ["learning-rate is true or false", "a number"]),
    ("optimizer = \"adamm\"", ["'adamm'", "'adam'"]), ("epochs = 0", ["--epochs"]),
  ])
  func `a file with a mistake is refused by name`(text: String, parts: [String]) throws {
    let bench = try bench(text)
    let line = "train --config run.toml --data moons --model mlp -o m.ckpt"
    let ending = try bench.run(line)
    for part in parts { #expect(ending.errors.contains(part), "\(ending.errors)") }
    #expect(ending.status == 64 || ending.status == 65)
    #expect(ending.errors.split(separator: "\n").count == 1 && ending.errors.hasPrefix("landscape: "))
    #expect(try bench.folder.names == ["run.toml"])
  }

  @Test(arguments: [
    ("--set nope=3", "unknown option 'nope'"), ("--set epochs=x", "whole number"),
    ("--set epochs", "NAME=VALUE"), ("--like none.ckpt", "none.ckpt"), ("--config none.toml", "none.toml"),
    ("--like run.toml", "run.toml"),
  ])
  func `a change or file that cannot be is refused`(options: String, text: String) throws {
    let ending = try bench().run("train \(options) --data moons --model mlp -o m.ckpt")
    #expect(ending.status != 0 && ending.errors.contains(text))
  }

  /// Whoever adds an option has to add it to `TrainSetting.all`.
  @Test func `every option can be in a file`() throws {
    let bench = try Workbench.withCheckpoint()
    let words = try bench.succeed("train --help").output.split { !$0.isLetter && !$0.isNumber && $0 != "-" }
    let names = Set(words.filter { $0.hasPrefix("--") }.map { $0.dropFirst(2) })
      .subtracting(["config", "like", "set", "version", "help", "no-normalized", "normalized--no-normalized"])
      .filter { !$0.isEmpty }
    #expect(names.count > 60)
    let changes = names.sorted().map { " --set \($0)=" }.joined()
    try bench.succeed("train" + changes + Workbench.smallTraining.dropFirst(5))
  }
}
