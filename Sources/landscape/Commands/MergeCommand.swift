import ArgumentParser
import Probing
import Storage
import Surfaces

/// `landscape merge`: the shards of a surface in, the surface out.
struct MergeCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "merge",
    abstract: "Put the shards of a surface together.",
    discussion: """
      landscape merge map.surface.*-of-16 -o map.surface
      landscape merge map.surface.*-of-16 --missing    # what is to be run again

      Shards must have been made from the same inputs; the surface has the bytes that a single process would have written. \
      'landscape probe --shard' does the same when the last shard is complete.
      """)

  @Argument(help: ArgumentHelp("Shards: NAME.surface.K-of-N.", valueName: "shard"))
  var inputs: [String]

  @Option(
    name: [.short, .long],
    help: ArgumentHelp(
      "Surface to write. (default: NAME.surface, as the shards are named)", valueName: "file"))
  var output: String?

  @Flag(help: "Print the commands that compute what is missing, one a line, and write nothing.")
  var missing = false

  @Flag(help: "Replace a surface that was made from other inputs.")
  var force = false

  @Flag(name: [.short, .long], help: "Print nothing but errors.")
  var quiet = false

  mutating func run() throws {
    if missing {
      try OptionUse(["output": output != nil, "force": force, "quiet": quiet])
        .refuse("with --missing, which writes nothing")
    }
    // A pattern of a shell's finds what unfinished shards keep beside themselves as well.
    let shards = inputs.filter {
      !($0.hasSuffix(".samples") && Shard.parse(path: String($0.dropLast(8))) != nil)
    }
    let set = try ShardSet(reading: shards)
    if missing { return try printMissing(set) }
    guard let whole = set.whole else { throw set.incompleteness }
    let path = try output ?? usualOutput(shards)
    try FileRoles(
      // A whole surface may be completed in its place, a shard may not.
      reads: shards.filter { $0 != path || Shard.parse(path: $0) != nil }.map {
        FileRoles.File("the shard", $0)
      },
      writes: [FileRoles.File("the surface", path)]
    ).check()
    try attempt { try write(whole, to: path) }
    guard !quiet else { return }
    if let check = whole.provenance.selfCheck {
      var line = ProgressLine("", unit: "points", isQuiet: false)
      line.finish(ProbeRun.describe(check, of: whole.provenance))
      if !check.passes { Console.warn("\(path): the self-check failed; see 'landscape inspect \(path)'") }
    }
    Console.print(path)
  }

  private func printMissing(_ set: ShardSet) throws {
    for command in try set.commands() { Console.print(command) }
  }

  private func write(_ whole: Surface, to path: String) throws {
    let lock = try FileLock(path)
    defer { lock.release() }
    if !force, FileBytes.exists(path) {
      let found = try Surface.read(path)
      let differences =
        whole.provenance.differences(from: found.provenance) + found.grid.differences(from: whole.grid)
      guard differences.isEmpty else {
        throw ProbingError.surfaceFromOtherInputs(path: path, differences: differences)
      }
    }
    try whole.write(to: path)
  }

  /// What the names of all shards begin with.
  private func usualOutput(_ shards: [String]) throws -> String {
    let names = Set(shards.map { Shard.parse(path: $0)?.output })
    guard names.count == 1, let name = names.first, let name else {
      throw Failure(.usage, "the shards' names do not say where the surface goes; name it with -o")
    }
    return name
  }
}
