import FoundationEssentials
import TestSupport
import Testing

/// The articles on networks of other programs, whose commands run on networks of the importer's tests.
///
/// `make fresh` runs the commands of all pages, on what is committed.
@Suite struct ArticleTests {
  private func run(_ script: String, in folder: TemporaryFolder) throws -> RunningProgram.Ending {
    let program = URL(filePath: try Workbench.executable).deletingLastPathComponent().path
    return try RunningProgram(
      "/bin/sh", ["-euc", "PATH='\(program)':$PATH; cd '\(folder.path)'\n\(script)"], in: folder
    ).wait()
  }

  @Test(arguments: [
    ("Map-Your-PyTorch-Model", 16), ("Map-An-ONNX-Model", 7), ("Language-Models", 5), ("Whole-Data-Maps", 5),
    ("Explore-In-The-Browser", 8),
    ("Many-Machines", 5),
    ("Curvature", 8),
    ("Trajectories", 8), ("Between-Minima", 9),
  ])
  func `every command of an article runs`(page: String, count: Int) throws {
    let (folder, blocks) = (try TemporaryFolder(), try TemporaryFolder())
    let repository = Workbench.repository
    let article = "\(repository)/Sources/landscape/landscape.docc/\(page).md"
    let scripts = "'\(repository)/Scripts"
    let start = try run(
      """
      \(scripts)/documented-commands' '\(blocks.path)' '\(article)'
      \(scripts)/documented-models' \(page)
      """, in: folder)
    #expect(start.status == 0, "\(start.errors)")
    var commands = 0
    for name in try blocks.names where name.hasSuffix(".sh") {
      let text = String(decoding: try content(blocks.file(name)), as: UTF8.self)
      commands += text.split(separator: "\n").count { $0.hasPrefix("landscape ") }
      let ending = try run(text, in: folder)
      #expect(ending.status == 0, "\(name): \(text)\(ending.errors)")
    }
    #expect(commands == count, "commands are missing, or new")
  }
}
