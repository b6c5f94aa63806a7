import Storage

/// A finished picture: the bytes of its file.
///
/// The same figure, page and notes always give the same bytes.
package struct Picture: Sendable {
  /// A file format.
  package enum Format: String, CaseIterable, Hashable, Sendable {
    case png
    case svg
    case pdf

    /// The format that a path's extension names, upper or lower case; nil when it names none.
    package init?(path: String) {
      guard let file = path.split(separator: "/").last, let dot = file.lastIndex(of: ".") else { return nil }
      self.init(rawValue: file[file.index(after: dot)...].lowercased())
    }
  }

  /// The file's content.
  package let bytes: [UInt8]
  /// Characters of the texts that no installed font has.
  package let missingCharacters: [Character]
  /// Whether the figure has a caption that the page does not show.
  package let leavesOutCaption: Bool

  /// Lays a figure out, draws it and encodes it.
  /// - Parameters:
  ///   - figure: what to draw.
  ///   - page: size and resolution.
  ///   - format: of the file.
  ///   - notes: what the file says besides the figure's own notes. PNG keeps them all; SVG and PDF title and
  ///     description only.
  /// - Throws: `outOfMemory` or `encodingFailed`.
  package init(
    of figure: some Figure, on page: Page, as format: Format, notes: [PictureNote] = []
  ) throws(RenderingError) {
    guard PixelMemory.isEnough(for: page) else {
      throw .outOfMemory(width: page.pixelWidth, height: page.pixelHeight)
    }
    let typesetter = Typesetter(family: page.words.font)
    let plan = figure.plan(on: page, with: typesetter)
    leavesOutCaption = plan.leavesOutCaption
    switch format {
    case .png:
      let canvas = try CairoCanvas(
        .pixels(width: page.pixelWidth, height: page.pixelHeight), page: page, typesetter: typesetter)
      plan.draw(on: canvas)
      try canvas.check(page)
      bytes = try PNGEncoder.encode(canvas, page: page, notes: figure.notes + notes)
    case .svg:
      let canvas = try CairoCanvas(.svg, page: page, typesetter: typesetter)
      plan.draw(on: canvas)
      try canvas.check(page)
      bytes = SVGText.naming(
        canvas.finish(), title: MathText.plain(figure.title), description: figure.description)
    case .pdf:
      let canvas = try CairoCanvas(.pdf, page: page, typesetter: typesetter)
      canvas.setDocument(title: MathText.plain(figure.title), subject: figure.description)
      plan.draw(on: canvas)
      try canvas.check(page)
      bytes = canvas.finish()
    }
    missingCharacters = typesetter.missingCharacters
  }

  /// Writes the file, replacing what was there in one step.
  package func write(to path: String) throws(StorageError) {
    try AtomicFile.replace(path: path, with: bytes)
  }
}
