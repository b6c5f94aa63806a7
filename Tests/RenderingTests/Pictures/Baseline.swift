import Foundation
import Rendering
import Testing

/// Pictures that were looked at once and kept: later ones must look like them.
///
/// With the same fonts and libraries a picture comes out the same to the last byte: thresholds of 0 hold
/// there. The defaults are for other versions of the libraries, which place letters up to half a pixel apart
/// and weigh edges otherwise. Measured on a contour figure of 600 × 450 pixels, as root mean square /
/// maximum: another rasteriser (8 × 8 points a pixel, letters where they belong instead of at whole pixels)
/// 10.0 / 160. What must be noticed: one letter of the title changed 1.1 / 219, the minimum moved by a
/// hundredth of the axis 8.8 / 223, the layout scaled by a thousandth 9.3 / 223, another font 24.8 / 229, a
/// missing point filled in 40.5 / 255. So it is the maximum that tells a moved line from a smoothed one, and
/// the root mean square catches what is large; a slight change of an area's colour passes the defaults and
/// needs thresholds of its own.
struct Baseline {
  /// Greatest root mean square of the channels' differences, 0...255, by default.
  static let rootMeanSquare = 12.0
  /// Greatest difference of a channel, 0...255, by default.
  static let maximum = 170

  /// Where NAME.png is kept.
  let folder: String
  /// Where a failure leaves NAME.actual.png and NAME.difference.png.
  let differences: String
  /// Whether pictures are kept instead of compared.
  let isRecording: Bool

  /// `Tests/RenderingTests/Baselines`, `.build/picture-differences`, and recording when the environment says
  /// `LANDSCAPE_RECORD_BASELINES=1`.
  static let standard: Baseline = {
    let tests = URL(filePath: #filePath).deletingLastPathComponent().deletingLastPathComponent()
    let root = tests.deletingLastPathComponent().deletingLastPathComponent()
    return Baseline(
      folder: tests.appending(path: "Baselines").path,
      differences: root.appending(path: ".build/picture-differences").path,
      isRecording: ProcessInfo.processInfo.environment["LANDSCAPE_RECORD_BASELINES"] == "1")
  }()

  /// Compares a PNG file with the one kept as `Baselines/NAME.png`; a difference beyond the thresholds is an
  /// issue that names the files to look at.
  static func check(
    _ picture: [UInt8], name: String, rootMeanSquare: Double = rootMeanSquare, maximum: Int = maximum,
    sourceLocation: SourceLocation = #_sourceLocation
  ) throws {
    let complaint = try standard.complaint(
      about: picture, name: name, rootMeanSquare: rootMeanSquare, maximum: maximum)
    if let complaint { Issue.record("\(complaint)", sourceLocation: sourceLocation) }
  }

  /// What is wrong with a picture, nil when it looks like the one that is kept.
  func complaint(
    about picture: [UInt8], name: String, rootMeanSquare: Double = rootMeanSquare, maximum: Int = maximum
  ) throws -> String? {
    let kept = "\(folder)/\(name).png"
    let actual = "\(differences)/\(name).actual.png"
    let difference = "\(differences)/\(name).difference.png"
    for stale in [actual, difference] { try? FileManager.default.removeItem(atPath: stale) }
    if isRecording {
      try write(picture, to: kept)
      return nil
    }
    guard let baseline = FileManager.default.contents(atPath: kept) else {
      try write(picture, to: actual)
      return "there is no \(kept); look at \(actual) and keep it with LANDSCAPE_RECORD_BASELINES=1"
    }
    let images = try (PNGPicture(reading: Array(baseline)).raster, PNGPicture(reading: picture).raster)
    let found: ImageDifference
    do throws(RenderingError) {
      found = try ImageDifference(between: images.0, and: images.1)
    } catch {
      try write(picture, to: actual)
      return "\(actual) has another size than \(kept): \(error)"
    }
    if found.rootMeanSquare <= rootMeanSquare, found.maximum <= maximum { return nil }
    try write(picture, to: actual)
    try write(found.image().png(), to: difference)
    return """
      \(actual) does not look like \(kept), see \(difference): root mean square \(found.rootMeanSquare) \
      (at most \(rootMeanSquare)), maximum \(found.maximum) (at most \(maximum)), \
      \(found.differingPixels) pixels differ
      """
  }

  private func write(_ bytes: [UInt8], to path: String) throws {
    let file = URL(filePath: path)
    try FileManager.default.createDirectory(
      at: file.deletingLastPathComponent(), withIntermediateDirectories: true)
    try Data(bytes).write(to: file)
  }
}
