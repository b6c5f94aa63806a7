import ArgumentParser
import Rendering

/// A command whose pictures `landscape verify` draws again, without writing anything.
protocol DrawingCommand: ParsableCommand {
  /// The page that all pictures have.
  func page() throws -> Page

  /// The pictures that the command makes. Surfaces come from `source`.
  func drawings(from source: inout SurfaceSource) throws -> [Drawing]
}

/// A command that draws one kind of picture of its inputs.
protocol PictureCommand: DrawingCommand {
  var sheet: PageOptions { get }
  var outputs: OutputOptions { get }

  /// Where surfaces come from.
  var source: SurfaceSource { get }

  /// Width and height in pixels where none are given.
  var usualSize: (width: Int, height: Int) { get }

  /// Where the pictures go, in order, in the light theme.
  func paths() throws -> [String]

  /// The files that the command reads.
  var inputFiles: [FileRoles.File] { get }

  /// Refuses options that would do nothing.
  ///
  /// Not asked where a picture is drawn again: what older versions let through still counts as its recipe.
  func checkUse() throws
}

extension PictureCommand {
  var usualSize: (width: Int, height: Int) { (1600, 1200) }

  var source: SurfaceSource { SurfaceSource(probing: nil) }

  var inputFiles: [FileRoles.File] { [] }

  func checkUse() throws {}

  func page() throws -> Page { try sheet.page(usual: usualSize) }

  /// Draws all pictures and writes them.
  func draw() throws {
    let page = try page()
    try checkUse()
    let writer = PictureWriter(
      theme: sheet.theme, outputs: outputs, page: page, format: try outputs.chosenFormat(),
      keepsCaption: sheet.keepsCaption)
    // Nothing is computed that could not be written, or whose place is taken.
    try writer.check(try paths(), inputs: inputFiles)
    var source = source
    try writer.write(try drawings(from: &source))
  }

  /// Where one picture of all inputs goes: as told, or beside the first input under a name made of all.
  func combinedPath(of inputs: [String], suffix: String) throws -> String {
    if let output = outputs.output { return output }
    let names = inputs.map(\.fileName.withoutExtension)
    let name = names.count <= 3 ? names.joined(separator: "-vs-") : "\(names[0])-and-\(names.count - 1)-more"
    let folder = inputs[0].dropLast(inputs[0].fileName.count)
    return "\(folder)\(name)\(suffix).\(try outputs.chosenFormat().rawValue)"
  }
}

extension String {
  /// A path without its last component's ending.
  var withoutExtension: String {
    guard let dot = fileName.lastIndex(of: "."), dot > fileName.startIndex else { return self }
    return String(dropLast(fileName[dot...].count))
  }
}
