import ArgumentParser
import Rendering
import Surfaces

/// A picture that a command makes: what it shows in either theme, and the file that it goes to.
struct Drawing {
  let path: String
  /// The files that it is drawn from.
  let inputs: [RecordedInput]
  let figure: (Theme) throws -> any Figure
}

/// A command that draws; `landscape verify` runs it again without writing anything.
protocol PictureCommand: ParsableCommand {
  var look: PictureOptions { get }
  var outputs: OutputOptions { get }

  /// What to probe where a surface is missing.
  var probing: ProbingOptions { get }

  /// The pictures, in order. Surfaces come from `source`.
  func drawings(from source: inout SurfaceSource) throws -> [Drawing]
}

extension PictureCommand {
  /// Draws all pictures and writes them.
  func draw() throws {
    var source = SurfaceSource(probing: probing, force: outputs.force, isQuiet: outputs.quiet)
    try PictureWriter(look: look, outputs: outputs).write(try drawings(from: &source))
  }

  /// Where one picture of all inputs goes: as told, or beside the first input under a name made of all.
  func combinedPath(of inputs: [String], suffix: String) throws -> String {
    if let output = outputs.output { return output }
    let names = inputs.map { $0.fileName.withoutExtension }
    let name = names.count <= 3 ? names.joined(separator: "-vs-") : "\(names[0])-and-\(names.count - 1)-more"
    let folder = inputs[0].hasSuffix(inputs[0].fileName) ? inputs[0].dropLast(inputs[0].fileName.count) : ""
    return "\(folder)\(name)\(suffix).\(try outputs.chosenFormat().rawValue)"
  }
}

extension String {
  /// A file's name without its ending.
  var withoutExtension: String {
    guard let dot = lastIndex(of: "."), dot > startIndex else { return self }
    return String(self[..<dot])
  }
}
