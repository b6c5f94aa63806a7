/// A canvas that draws nothing and keeps the calls, so that tests can ask what a picture consists of.
package final class RecordingCanvas: Canvas {
  /// One drawing call.
  package enum Call: Hashable, Sendable {
    case fill(Path, Colour)
    case stroke(Path, Stroke)
    case text(TextBlock, anchor: Point, pivot: Point, angle: Double)
    case image(Raster, in: Rect, isSmooth: Bool)
    case beginClip(Path)
    case endClip
  }

  /// The calls so far, in order.
  package private(set) var calls: [Call] = []

  /// A canvas without calls.
  package init() {}

  package func fill(_ path: Path, with colour: Colour) { calls.append(.fill(path, colour)) }

  package func stroke(_ path: Path, with stroke: Stroke) { calls.append(.stroke(path, stroke)) }

  package func draw(_ text: TextBlock, at anchor: Point, pivot: Point, angle: Double) {
    calls.append(.text(text, anchor: anchor, pivot: pivot, angle: angle))
  }

  package func draw(_ raster: Raster, in rect: Rect, isSmooth: Bool) {
    calls.append(.image(raster, in: rect, isSmooth: isSmooth))
  }

  package func clip(to path: Path, _ body: () -> Void) {
    calls.append(.beginClip(path))
    body()
    calls.append(.endClip)
  }

  /// The strings drawn, in order.
  package var strings: [String] {
    calls.compactMap { call in
      if case .text(let text, _, _, _) = call { text.string } else { nil }
    }
  }
}
