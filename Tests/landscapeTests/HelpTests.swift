import FoundationEssentials
import Testing

@Suite struct HelpTests {
  // Where a change is meant: `COLUMNS=80 landscape train --help >Help/train.txt`, and so on.
  @Test(arguments: [
    "landscape", "train", "probe", "merge", "render", "view", "compare", "line", "planes", "connect",
    "animate",
    "gallery", "plate", "verify", "convert", "inspect", "evaluate", "import", "export", "curvature",
    "sharpness",
    "geometry region", "geometry path", "geometry corners", "geometry shrinkage", "geometry prior",
    "geometry sweep",
  ])
  func `the help text is the recorded one`(name: String) throws {
    let ending = try Workbench().succeed(name == "landscape" ? "--help" : "\(name) --help")
    let folder = URL(filePath: #filePath).deletingLastPathComponent()
    let recorded = try String(
      contentsOf: folder.appending(path: "Help/\(name.replacing(" ", with: "-")).txt"), encoding: .utf8)
    #expect(ending.output == recorded)
    #expect(ending.errors.isEmpty)
  }

  @Test func `the version is one line`() throws {
    let ending = try Workbench().succeed("--version")
    #expect(ending.output.split(separator: " ").first == "landscape")
    #expect(ending.output.split(separator: "\n").count == 1)
  }

  @Test func `no arguments ask for the help text`() throws {
    let bench = try Workbench()
    #expect(try bench.run("").output == bench.run("--help").output)
  }
}
