/// The size of a picture: in pixels, and through its resolution in points.
package struct Page: Hashable, Sendable {
  /// Greatest width and height in pixels.
  package static let limit = 20_000
  /// The resolutions that a page can have, in pixels an inch.
  package static let resolutions = 0.01...1e5

  /// Width in pixels.
  package let pixelWidth: Int
  /// Height in pixels.
  package let pixelHeight: Int
  /// Pixels an inch, 0.01...100000.
  package let dpi: Double
  /// Title, caption and letters.
  package let words: PageWords

  /// A page of some pixels.
  ///
  /// - Parameters:
  ///   - width: pixels, 1...20000.
  ///   - height: pixels, 1...20000.
  ///   - dpi: pixels an inch. By default the picture is 8 inches wide or 6 high, whichever is larger then, so
  ///     that lettering has the same share of the picture at every size.
  ///   - words: title, caption and letters.
  /// - Throws: `pictureSize`, `resolution` or `missingFont`.
  package init(
    width: Int = 1600, height: Int = 1200, dpi: Double? = nil, words: PageWords = PageWords()
  ) throws(RenderingError) {
    guard (1...Self.limit).contains(width), (1...Self.limit).contains(height) else {
      throw .pictureSize(width: width, height: height, limit: Self.limit)
    }
    let dpi = dpi ?? min(Double(width) / 8, Double(height) / 6)
    guard Self.resolutions.contains(dpi) else { throw .resolution(dpi: dpi) }
    if let font = words.font, !Typesetter.hasFamily(font) { throw .missingFont(font) }
    self.words = words
    pixelWidth = width
    pixelHeight = height
    self.dpi = dpi
  }

  /// Width in points of the layout, at least 4 inches, or 3.75 where margins are narrow.
  package var width: Double { paperWidth * enlargement }
  /// Height in points of the layout, at least 3 inches.
  package var height: Double { paperHeight * enlargement }

  /// Width in points (1/72 inch) at the page's resolution.
  var paperWidth: Double { Double(pixelWidth) * 72 / dpi }
  /// Height in points at the page's resolution.
  var paperHeight: Double { Double(pixelHeight) * 72 / dpi }

  /// How much larger than the paper the layout is: pages too small for the lettering get smaller lettering.
  private var enlargement: Double { max(1, (words.isTight ? 270 : 288) / paperWidth, 216 / paperHeight) }

  /// Between the picture's border and its contents, in points of the layout.
  var margin: Double { words.isTight ? 4 : FigureStyle.margin }
}
