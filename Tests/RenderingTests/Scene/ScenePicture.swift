import Rendering

/// A scene's recorded drawing calls, taken apart.
struct ScenePicture {
  let calls: [RecordingCanvas.Call]
  let strings: [String]
  /// The image and where it lies.
  let raster: Raster
  let imageFrame: Rect
  /// The boxes of all texts, numbers upright, names turned.
  let texts: [Quadrilateral]

  init(
    _ scene: Scene, width: Double = 60, height: Double = 50, pixelsPerPoint: Double = 1, theme: Theme = .light
  ) {
    let setting = PanelSetting(theme: theme, typesetter: Self.typesetter(), pixelsPerPoint: pixelsPerPoint)
    let frame = Rect(x: 10, y: 20, width: width, height: height)
    let canvas = RecordingCanvas()
    scene.plan(in: frame, bounds: frame, setting: setting).draw(on: canvas)
    calls = canvas.calls
    strings = canvas.strings
    var image: (Raster, Rect)?
    var texts: [Quadrilateral] = []
    for call in canvas.calls {
      switch call {
      case .image(let raster, let rect, _): image = (raster, rect)
      case .text(let text, let anchor, let pivot, let angle):
        let size = setting.typesetter.size(of: text)
        texts.append(
          Quadrilateral(
            text.string, anchor: anchor, pivot: pivot, width: size.width, height: size.height, angle: angle))
      default: break
      }
    }
    raster = image?.0 ?? Raster(width: 1, height: 1)
    imageFrame = image?.1 ?? frame
    self.texts = texts
  }

  private static func typesetter() -> Typesetter { Typesetter() }

  /// The pixel at a position of the image, 0xAARRGGBB.
  subscript(x: Int, y: Int) -> UInt32 { raster.pixels[y * raster.width + x] }

  /// The pixel under a point of the page.
  func pixel(at point: Point) -> UInt32 {
    let x = Int((point.x - imageFrame.x) / imageFrame.width * Double(raster.width))
    let y = Int((point.y - imageFrame.y) / imageFrame.height * Double(raster.height))
    guard x >= 0, y >= 0, x < raster.width, y < raster.height else { return 0 }
    return self[x, y]
  }

  /// Number of pixels of exactly one colour.
  func count(of colour: Colour) -> Int {
    raster.pixels.count { $0 == colour.premultipliedWord }
  }

  /// The filled polygons: floor and walls.
  var fills: [(path: Path, colour: Colour)] {
    calls.compactMap { call in
      if case .fill(let path, let colour) = call { (path, colour) } else { nil }
    }
  }
}
