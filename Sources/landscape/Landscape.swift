import ArgumentParser
import Formats
import Glibc

/// The command-line tool: reads the arguments, runs a command, and turns any error into one line and an exit status.
@main
struct Landscape: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "landscape",
    abstract: "Probes the loss around neural networks, draws what it finds, and trains small ones.",
    discussion: """
      First steps:

        landscape train --data fashion-mnist --model resnet-20
        landscape render resnet-20.ckpt
        landscape render model.pt2 --data data.npz        # from PyTorch, or model.onnx

      Every file that is written here is safetensors; every command that was interrupted continues when repeated.
      """,
    version: Program.name,
    subcommands: [
      TrainCommand.self, ProbeCommand.self, MergeCommand.self, RenderCommand.self, ViewCommand.self,
      CompareCommand.self, LineCommand.self, PlanesCommand.self, ConnectCommand.self, CurvatureCommand.self,
      SharpnessCommand.self, AnimateCommand.self, GeometryCommand.self, GalleryCommand.self,
      PlateCommand.self,
      VerifyCommand.self, InspectCommand.self, EvaluateCommand.self, ImportCommand.self,
      ExportCommand.self, ConvertCommand.self,
    ])

  /// The first word of a process that reads an HDF5 file for another one; no command, and not meant for users.
  static let hdf5Service = "read-hdf5-apart"

  /// Parses, runs, and exits: 0 on success, 130 after Ctrl-C, a code of sysexits.h otherwise.
  static func main() {
    let words = CommandLine.arguments
    if words.count == 3, words[1] == hdf5Service { Glibc.exit(HDF5Service.run(path: words[2])) }
    HDF5Process.usual.withLock { $0 = HDF5Process(["/proc/self/exe", hdf5Service]) }
    // Writing beyond the limit on file sizes then fails as a full disk does, and is reported.
    signal(SIGXFSZ, SIG_IGN)
    do {
      try checkSubcommand()
      var command = try parseAsRoot()
      try command.run()
    } catch let failure as Failure {
      Console.fail(failure.message)
      Glibc.exit(failure.code.rawValue)
    } catch {
      let code = exitCode(for: error)
      if code.isSuccess {
        Console.print(fullMessage(for: error))
      } else {
        Console.fail("\(oneLine(message(for: error))); see '\(helpCommand)'")
      }
      Glibc.exit(code.rawValue)
    }
  }

  /// A first word that is no command is most likely a mistyped one.
  private static func checkSubcommand() throws {
    guard let word = CommandLine.arguments.dropFirst().first, !word.hasPrefix("-") else { return }
    let names = configuration.subcommands.compactMap { $0.configuration.commandName } + ["help"]
    guard !names.contains(word) else { return }
    throw Failure(.usage, "unknown command '\(word)'; \(Suggestion.text(for: word, among: names))")
  }

  /// The first line of a message, and the choices that the parser lists below it when there are many.
  private static func oneLine(_ text: String) -> String {
    let lines = text.split(separator: "\n")
    let line = lines.first.map(String.init) ?? text
    let choices = lines.dropFirst().prefix { $0.hasPrefix("  - ") }.map { "'\($0.dropFirst(4))'" }
    let message = line.hasPrefix("Error: ") ? String(line.dropFirst(7)) : line
    let sentence = message.hasSuffix(".") && choices.isEmpty ? String(message.dropLast()) : message
    return choices.isEmpty ? sentence : "\(sentence) \(choices.joined(separator: ", "))"
  }

  /// What shows the help of the command that was meant.
  private static var helpCommand: String {
    var words = ["landscape", "help"]
    var command: any ParsableCommand.Type = Landscape.self
    for word in CommandLine.arguments.dropFirst() {
      guard
        let next = command.configuration.subcommands.first(where: { $0.configuration.commandName == word })
      else { break }
      words.append(word)
      command = next
    }
    return words.joined(separator: " ")
  }
}
