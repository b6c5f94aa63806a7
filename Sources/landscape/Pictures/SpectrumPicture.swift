import Rendering
import Storage

/// The picture of a Hessian's spectrum: its place and its page, checked before anything is computed.
struct SpectrumPicture {
  private let sheet: PageOptions
  private let page: Page
  private let path: String
  private let format: Picture.Format

  /// Nil where no picture is wanted.
  ///
  /// - Parameter inputs: files that it must not replace.
  init?(sheet: PageOptions, output: String?, inputs: [FileRoles.File]) throws {
    guard let output else {
      try OptionUse([
        "theme": sheet.theme != .light, "title": sheet.title != nil, "for": sheet.purpose != nil,
        "width": sheet.width != nil, "height": sheet.height != nil, "dpi": sheet.dpi != nil,
        "font": sheet.font != nil, "no-caption": sheet.noCaption,
      ]).refuse("without a picture, only with --output")
      return nil
    }
    guard let format = Picture.Format(path: output) else {
      throw Failure(.usage, "\(output): the ending says no format; use .png, .svg or .pdf")
    }
    self.sheet = sheet
    page = try sheet.page(usual: (1600, 1000))
    (path, self.format) = (output, format)
    let files = sheet.theme.paths(from: output).map { FileRoles.File("the picture", $0.path) }
    try FileRoles(reads: inputs, writes: files).check()
    try attempt { for file in files { try AtomicFile.checkWritable(file.path) } }
  }

  /// Draws the density of a report that has one.
  func write(_ report: CurvatureReport, isQuiet: Bool) throws {
    guard let density = report.density else { return }
    let paths = sheet.theme.paths(from: path)
    for (index, (theme, path)) in paths.enumerated() {
      let chart = SpectrumChart(
        name: report.model, values: density.values, density: density.density, error: density.error,
        width: density.width, marked: (report.top + report.bottom).map(\.value),
        parameters: report.parameters,
        caption: caption(report), title: sheet.title, theme: theme
      ).chart
      let notes = [
        PictureNote("Command", Program.command(Program.arguments)), PictureNote("Software", Program.name),
      ]
      let picture: Picture
      do throws(RenderingError) {
        picture = try Picture(of: chart, on: page, as: format, notes: notes)
      } catch { throw Failure(error, path: path) }
      PictureWriter.warn(of: picture.missingCharacters, in: path)
      try attempt { try AtomicFile.replace(path: path, with: picture.bytes) }
      if !isQuiet { Console.print(path) }
      if index == 0, picture.leavesOutCaption, sheet.keepsCaption {
        try PictureWriter.writeCaption(of: chart, beside: path, isQuiet: isQuiet)
      }
    }
  }

  private func caption(_ report: CurvatureReport) -> String {
    let samples = "\(report.samples.grouped) of \(report.population.grouped) samples of \(report.data)"
    return
      "Eigenvalues of the Hessian of \(report.lossFunction) in \(report.parameters.grouped) parameters, \(samples): "
      + "stochastic Lanczos quadrature with \(report.probes) random vectors, band of two standard errors, each "
      + "eigenvalue widened by \((density(report)).formatted(significant: 2)). Ticks: largest and smallest eigenvalues."
  }

  private func density(_ report: CurvatureReport) -> Double { report.density?.width ?? 0 }
}
