import ArgumentParser
import Rendering

/// Size, theme and title of a picture.
struct PageOptions: ParsableArguments {
  /// One theme, or a picture in each.
  enum ThemeName: String, CaseIterable, ExpressibleByArgument {
    case light
    case dark
    case both

    /// The pictures to draw; of both, the dark one gets `-dark` before its ending.
    func paths(from path: String) -> [(theme: Theme, path: String)] {
      switch self {
      case .light: return [(.light, path)]
      case .dark: return [(.dark, path)]
      case .both:
        let stem = path.withoutExtension
        return [(.light, path), (.dark, "\(stem)-dark\(path.dropFirst(stem.count))")]
      }
    }
  }

  @Option(help: "light, dark, or both: a second picture with -dark in its name.")
  var theme = ThemeName.light

  @Option(help: "Title, with mathematics between dollar signs. (default: written from the data)")
  var title: String?

  /// What a picture is for: a size, and what is said where.
  enum Purpose: String, CaseIterable, ExpressibleByArgument {
    case column
    case page
    case slide
    case web

    /// Width and height, and pixels an inch: the fewer, the smaller the letters.
    fileprivate var form: (width: Length, height: Length, dpi: Double) {
      switch self {
      case .column: (.paper(3.5), .paper(2.75), 300)
      case .page: (.paper(7), .paper(5.25), 300)
      case .slide: (.pixels(1920), .pixels(1080), 230)
      case .web: (.pixels(1600), .pixels(1200), 200)
      }
    }

    /// Whether the caption goes beside the picture.
    fileprivate var hasCaptionBeside: Bool { self == .column || self == .slide }
  }

  @Option(
    name: .customLong("for"),
    help: ArgumentHelp(
      "Size and words for a purpose: column (3.5 in of a paper, without title), page (7 in), slide (1920×1080, large letters) or web. A column's and a slide's caption goes beside the picture, to NAME.caption.txt.",
      valueName: "purpose"))
  var purpose: Purpose?

  @Option(
    help: ArgumentHelp(
      "Width in pixels, or on paper with a unit: 3.5in, 89mm. (default: 1600; 800 for animations)",
      valueName: "length"))
  var width: Length?

  @Option(help: ArgumentHelp("Height. (default: in proportion to the width)", valueName: "length"))
  var height: Length?

  @Option(
    help:
      "Pixels an inch. (default: 300 with a length on paper, else so that the picture is 8 inches wide or 6 inches high)"
  )
  var dpi: Double?

  @Option(help: "Family of the letters, as 'fc-list : family' lists it. (default: DejaVu Sans)")
  var font: String?

  @Flag(help: "Leave the caption out. The file's notes keep it.")
  var noCaption = false

  /// Whether the caption of a picture that does not show it goes to a file beside it.
  var keepsCaption: Bool { !noCaption }

  /// Resolution where a length is one of paper.
  private static let paperResolution = 300.0

  /// The page; what is not given is as usual, or in its proportion.
  func page(usual: (width: Int, height: Int)) throws -> Page {
    var words = PageWords()
    words.font = font
    words.showsCaption = !noCaption && purpose?.hasCaptionBeside != true
    words.showsTitle = purpose != .column || title != nil
    words.isTight = purpose == .column
    var usual = usual
    var dpi = dpi
    if let form = purpose?.form {
      dpi = dpi ?? form.dpi
      usual = (form.width.pixels(dpi: dpi ?? 0), form.height.pixels(dpi: dpi ?? 0))
    } else if width?.isPaper == true || height?.isPaper == true {
      dpi = dpi ?? Self.paperResolution
    }
    let aspect = Double(usual.width) / Double(usual.height)
    let scaled = { (length: Double) in Int(min(1e9, max(1, length)).rounded()) }
    let (wide, high) = (width?.pixels(dpi: dpi ?? 0), height?.pixels(dpi: dpi ?? 0))
    let width = wide ?? high.map { scaled(Double($0) * aspect) } ?? usual.width
    let height = high ?? wide.map { scaled(Double($0) / aspect) } ?? usual.height
    do throws(RenderingError) {
      return try Page(width: width, height: height, dpi: dpi, words: words)
    } catch { throw Failure(error, path: "") }
  }
}
