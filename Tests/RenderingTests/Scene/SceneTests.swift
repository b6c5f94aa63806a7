import Glibc
import Rendering
import Testing

@Suite struct SceneTests {
  private static func components(_ word: UInt32) -> [Double] {
    [16, 8, 0].map { Double(word >> $0 & 255) / 255 }
  }

  @Test func `a flat surface has one colour, its band's within the bounds of shading`() {
    let scale = Rendering.Scale(covering: [0, 1], levels: [0.25, 0.5, 0.75])
    for (elevation, colouring) in [
      (90.0, SceneOptions.Colouring.bands), (35, .bands), (10, .bands), (35, .continuous),
    ] {
      let scene = Scene.sample(points: 3, scale: scale, azimuth: 20, elevation: elevation) {
        $0.colouring = colouring
      } of: { _, _ in
        0.625
      }
      let picture = ScenePicture(scene, width: 70, height: 70)
      let opaque = Set(picture.raster.pixels.filter { $0 >> 24 == 255 })
      // The rim is drawn over the surface; where nothing of it is seen all pixels are equal.
      let colours = opaque.filter { word in picture.raster.pixels.count { $0 == word } > 40 }
      #expect(colours.count == 1)
      let band = ColourMap.viridis.colours(count: 4)[2]
      for colour in colours {
        for (shaded, plain) in zip(Self.components(colour), [band.red, band.green, band.blue]) {
          #expect(shaded >= 0.7 * plain - 0.01 && shaded <= 1.08 * plain + 0.01)
        }
      }
    }
  }

  @Test func `bands end where the levels are`() throws {
    let scale = Rendering.Scale(covering: [-1, 1], levels: [-0.5, 0.25])
    let scene = Scene.sample(points: 5, scale: scale) {
      $0.colouring = .bands
      $0.exaggeration = 0.05
    } of: { x, _ in
      x
    }
    let picture = ScenePicture(scene, width: 300, height: 300)
    let floor = try #require(picture.fills.first { $0.colour == Theme.light.missing }).path.points
    let (left, right) = (floor.map(\.x).min() ?? 0, floor.map(\.x).max() ?? 0)
    let middle = ((floor.map(\.y).min() ?? 0) + (floor.map(\.y).max() ?? 0)) / 2
    let colour = { (x: Double) in
      Self.components(picture.pixel(at: Point(x: left + (x + 1) / 2 * (right - left), y: middle)))
    }
    let bands = ColourMap.viridis.colours(count: 3)
    // A pixel is 1 / 120 of the axis or less; beside the level by two of them the colour is the band's.
    for (x, band) in [(-0.9, 0), (-0.53, 0), (-0.47, 1), (0.22, 1), (0.28, 2), (0.9, 2)] {
      let plain = [bands[band].red, bands[band].green, bands[band].blue]
      let seen = colour(x)
      let factor = seen.reduce(0, +) / plain.reduce(0, +)
      for (shaded, plain) in zip(seen, plain) { #expect(abs(shaded - factor * plain) < 0.02) }
    }
  }

  @Test func `a mirrored field is the mirrored picture`() {
    let f = { (x: Double, y: Double) in exp(-8 * (x - 0.3) * (x - 0.3) - 4 * y * y) }
    // So small that there is no room for numbers: the box lies in the middle.
    let options = { (options: inout SceneOptions) in options.exaggeration = 0.4 }
    let one = ScenePicture(
      Scene.sample(elevation: 25, names: SceneAxisNames(x: "", y: "", z: ""), changing: options, of: f),
      width: 42,
      height: 30, pixelsPerPoint: 2)
    let two = ScenePicture(
      Scene.sample(elevation: 25, names: SceneAxisNames(x: "", y: "", z: ""), changing: options) {
        f(-$0, $1)
      },
      width: 42,
      height: 30, pixelsPerPoint: 2)
    #expect(one.strings.isEmpty)
    #expect(one.raster.width == two.raster.width)
    let width = one.raster.width
    var different = 0
    for y in 0..<one.raster.height {
      for x in 0..<width {
        let (a, b) = (one[x, y] >> 24, two[width - 1 - x, y] >> 24)
        // The pattern of samples is not symmetric: an edge may be three samples apart.
        if abs(Int(a) - Int(b)) > 3 * 32 { different += 1 }
      }
    }
    #expect(different == 0)
    #expect(one.raster.pixels.contains { $0 >> 24 == 255 })
  }

  @Test func `the same scene gives the same bytes`() {
    let make = {
      ScenePicture(
        Scene.sample(azimuth: -57, elevation: 36, markers: [SceneMarker(.star, at: Point(x: 0, y: 0))]) {
          $0.drawsSurfaceContours = true
        } of: { x, y in
          x * x + y * y * y
        }
      ).calls
    }
    #expect(make() == make())
  }

  @Test func `a hole shows what is behind it and is hatched on the floor`() {
    let hole = { (x: Double, y: Double) in abs(x) < 0.3 && abs(y) < 0.3 ? Double.nan : 1 }
    let whole = ScenePicture(Scene.sample { _, _ in 1 })
    let holed = ScenePicture(Scene.sample(of: hole))
    let isClip = { (call: RecordingCanvas.Call) in if case .beginClip = call { true } else { false } }
    #expect(whole[whole.raster.width / 2, whole.raster.height / 2] >> 24 == 255)
    #expect(holed[holed.raster.width / 2, holed.raster.height / 2] == 0)
    #expect(!whole.calls.contains(where: isClip))
    #expect(holed.calls.contains(where: isClip))
    #expect(Scene.sample(of: hole).hasHoles)
  }

  @Test func `scenes that share a scale share the box`() throws {
    let scale = Rendering.Scale(covering: [0.1, 100])
    let scenes = [1.0, 50].map { factor in
      Scene.sample(scale: scale, azimuth: -50, elevation: 30) { x, y in factor * (1.1 + x * y) }
    }
    let pictures = scenes.map { ScenePicture($0, width: 300, height: 200, pixelsPerPoint: 0.2) }
    #expect(pictures[0].strings == pictures[1].strings)
    #expect(pictures[0].imageFrame == pictures[1].imageFrame)
    #expect(pictures[0].fills.map(\.path) == pictures[1].fills.map(\.path))
  }

  @Test func `floor contours are lines in the levels' colours under the image`() throws {
    let scene = Scene.sample(azimuth: -50, elevation: 30) {
      $0.drawsFloorContours = true
    } of: { x, y in
      x + y
    }
    let plain = Scene.sample(azimuth: -50, elevation: 30) { x, y in x + y }
    let levels = Rendering.Scale(covering: [-2.0, 2], kind: .linear).levels
    let strokes = { (scene: Scene) in
      ScenePicture(scene).calls.prefix { if case .image = $0 { false } else { true } }
        .count { if case .stroke = $0 { true } else { false } }
    }
    #expect(strokes(scene) - strokes(plain) == levels.count)
  }
}
