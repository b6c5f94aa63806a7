import ArgumentParser
import Formats
import Rendering
import Storage
import Surfaces

/// `landscape convert`: a surface in, the same values in a file for another program out, and back from the published script's.
struct ConvertCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "convert",
    abstract: "Write a surface for other programs, or read one of the published script.",
    discussion: """
      landscape convert resnet-20.surface -o resnet-20.npz
      landscape convert resnet56_surface.h5 -o resnet-56.surface
      landscape convert resnet-20.surface -o resnet-20.glb

      By the ending of the output: .npz (x, y, loss, accuracy, …), .csv (a row for each point), .vtp (a mesh for ParaView), \
      .glb (the coloured surface for Blender, PowerPoint, three.js), .h5 (as the script of Li et al. 2018 writes it) or .surface. \
      Rows of arrays run along y.
      """)

  @Argument(help: ArgumentHelp("The surface: .surface, or HDF5 of the published script.", valueName: "file"))
  var input: String

  @Option(
    name: [.short, .long],
    help: ArgumentHelp("File to write: .npz, .csv, .vtp, .glb, .h5 or .surface.", valueName: "file"))
  var output: String

  @Flag(help: "Replace a .surface that holds something else.")
  var force = false

  @Flag(name: [.short, .long], help: "Print nothing but errors.")
  var quiet = false

  /// What can be written.
  private enum Form: String {
    case archive = "npz"
    case table = "csv"
    case mesh = "vtp"
    case model = "glb"
    case published = "h5"
    case surface
  }

  mutating func run() throws {
    let form = try form()
    try FileRoles(
      reads: [FileRoles.File("the input", input)], writes: [FileRoles.File("the output", output)]
    ).check()
    let (surface, isPublished) = try read()
    var remarks: [String] = []
    try attempt {
      switch form {
      case .archive: try AtomicFile.replace(path: output, with: surface.archive)
      case .table: try AtomicFile.replace(path: output, with: Array(surface.table.utf8))
      case .mesh:
        let mesh = SurfaceMesh(surface)
        try AtomicFile.replace(path: output, with: Array(mesh.text.utf8))
        remarks += remarksOn(mesh)
      case .model:
        let model = try Self.model(of: surface, from: input)
        try AtomicFile.replace(path: output, with: model.bytes)
        remarks += Self.remark(on: model.leftOut)
      case .published: try surface.writePublished(to: output)
      case .surface: try writeSurface(surface)
      }
    }
    if let lost = lost(of: surface, to: form, isPublished: isPublished) { remarks.append(lost) }
    guard !quiet else { return }
    if !remarks.isEmpty { Console.warn("\(output): \(remarks.joined(separator: "; "))") }
    Console.print(output)
  }

  private func form() throws -> Form {
    let ending = output.fileName.split(separator: ".").last.map { $0.lowercased() } ?? ""
    guard let form = Form(rawValue: ending == "hdf5" ? "h5" : ending) else {
      throw Failure(
        .usage, "-o \(output): the ending says no format; use .npz, .csv, .vtp, .glb, .h5 or .surface")
    }
    return form
  }

  /// The surface, and whether it comes from the published script's file.
  private func read() throws -> (Surface, isPublished: Bool) {
    try attempt {
      if HDF5File.isHDF5(try FileBytes.read(input, first: 8)) {
        return (try Surface(published: HDF5File(reading: input)), true)
      }
      return (try SurfaceSource.drawable(TensorFile.read(input), input), false)
    }
  }

  private func writeSurface(_ surface: Surface) throws {
    let lock = try FileLock(output)
    defer { lock.release() }
    if !force, FileBytes.exists(output), try Surface.read(output) != surface {
      throw Failure(
        .cannotCreate, "\(output): holds another surface; choose another place, or --force to replace it")
    }
    try surface.write(to: output)
  }

  /// The plane in space.
  private static func model(of surface: Surface, from input: String) throws -> SceneModel {
    guard surface.y != nil else {
      throw Failure(.data, "\(input): a line, not a plane; write its numbers with -o NAME.csv")
    }
    guard let model = SceneModel(of: surface, program: Program.name) else {
      throw Failure(
        .data, "\(input): has no four neighbours with a finite loss, so that there is no surface to write")
    }
    return model
  }

  private static func remark(on leftOut: Int) -> [String] {
    leftOut > 0 ? ["\(leftOut.grouped) points without a finite loss are left out"] : []
  }

  private func remarksOn(_ mesh: SurfaceMesh) -> [String] {
    var remarks: [String] = []
    remarks += Self.remark(on: mesh.leftOut)
    if !mesh.omitted.isEmpty {
      remarks.append("\(mesh.omitted.joined(separator: ", ")) not known at all points and left out")
    }
    return remarks
  }

  /// What the output does not keep; nil where it keeps all.
  private func lost(of surface: Surface, to form: Form, isPublished: Bool) -> String? {
    if isPublished {
      return form == .surface ? "the script's file does not say how the surface was computed" : nil
    }
    // A model says where it comes from, and keeps nothing but its form.
    var parts = form == .model ? ["quantities other than the loss"] : ["how the surface was computed"]
    if form == .published {
      let kept = [
        Surface.FieldName.loss, Surface.FieldName.accuracy, Surface.PublishedField.testLoss,
        Surface.PublishedField.testAccuracy,
      ]
      parts += surface.fields.keys.filter { !kept.contains($0) }.sorted()
    }
    if !surface.landmarks.isEmpty { parts.append("landmarks") }
    if !surface.tracks.isEmpty { parts.append("runs") }
    return form == .surface ? nil : "not kept: \(parts.joined(separator: ", "))"
  }
}
