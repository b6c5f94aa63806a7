import ArgumentParser
import Interchange
import Models
import Probing
import Storage
import Surfaces
import Training

/// `landscape inspect`: says what a file is.
struct InspectCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "inspect",
    abstract: "Say what a checkpoint, model, surface or trajectory is, or a file of PyTorch or ONNX.",
    discussion: "landscape inspect resnet-20.ckpt --json")

  @Argument(help: ArgumentHelp("The file.", valueName: "file"))
  var path: String

  @Flag(help: "Print JSON for machines.")
  var json = false

  mutating func run() throws {
    if try NetworkFile.isForeign(path) {
      let path = path
      let report = try attempt { try ForeignReport(try ForeignModelFile(reading: path), path: path) }
      Console.print(json ? JSONText.encode(report, pretty: true) : report.text)
      return
    }
    let file = try attempt { try TensorFile.read(path) }
    let report: any FileReport
    switch FileKind(file) {
    case .checkpoint: report = CheckpointReport(try attempt { try Checkpoint(file, path: path) })
    case .model: report = ModelReport(try attempt { try Model(file, path: path) })
    case .surface: report = SurfaceReport(try attempt { try Surface(file, path: path) })
    case .trajectory: report = TrajectoryReport(try attempt { try TrajectoryFile(path) })
    case .connection: report = ConnectionReport(try attempt { try ConnectionFile.read(path) })
    case nil:
      throw Failure(.data, "\(path): a safetensors file, but not one of landscape's; nothing is known of it")
    }
    Console.print(json ? JSONText.encode(report, pretty: true) : report.text)
  }
}

/// What is to be said of a file, for machines as a value and for people as text.
protocol FileReport: Encodable {
  var text: String { get }
}
