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

  @Option(help: "Width in pixels. (default: 1600; 800 for animations)")
  var width: Int?

  @Option(help: "Height in pixels. (default: in proportion to the width)")
  var height: Int?

  @Option(help: "Pixels an inch. (default: so that the picture is 8 inches wide or 6 inches high)")
  var dpi: Double?

  /// The page; what is not given is as usual, or in its proportion.
  func page(usual: (width: Int, height: Int)) throws -> Page {
    let aspect = Double(usual.width) / Double(usual.height)
    let scaled = { (length: Double) in Int(min(1e9, max(1, length)).rounded()) }
    let width = self.width ?? height.map { scaled(Double($0) * aspect) } ?? usual.width
    let height = self.height ?? self.width.map { scaled(Double($0) / aspect) } ?? usual.height
    do throws(RenderingError) { return try Page(width: width, height: height, dpi: dpi) } catch {
      throw Failure(error, path: "")
    }
  }
}
