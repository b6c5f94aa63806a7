import Rendering
import Testing

/// Values that are not shown as a surface.
@Suite struct SceneLidTests {
  /// Columns of the image's middle row that have the lid's border colour.
  private func border(_ picture: ScenePicture) -> [Int] {
    let y = picture.raster.height / 2
    return (0..<picture.raster.width).filter { picture[$0, y] == Theme.light.ink.premultipliedWord }
  }

  @Test func `the surface ends exactly at the clip`() throws {
    let scene = Scene.sample(points: 6) {
      $0.clip = 0.3
    } of: { x, _ in
      x
    }
    #expect(scene.isCut)
    let picture = ScenePicture(scene, width: 300, height: 300, pixelsPerPoint: 2)
    let floor = try #require(picture.fills.first { $0.colour == Theme.light.missing }).path.points
    let (left, right) = (floor.map(\.x).min() ?? 0, floor.map(\.x).max() ?? 0)
    // The border's middle lies where x = 0.3, and its outer end at x = 1.
    let columns = border(picture)
    let inner = columns.filter { Double($0) < Double(picture.raster.width) * 0.9 }
    let middle = Double((inner.first ?? 0) + (inner.last ?? 0) + 1) / 2
    let page = picture.imageFrame.x + middle / 2
    #expect(abs(page - (left + 0.65 * (right - left))) < 0.5)
  }

  @Test func `nothing above the clip is drawn as surface`() {
    // On this scale everything above the clip is bright; the lid is grey, and so are lines and hatching.
    let scale = Rendering.Scale(covering: [0, 10], kind: .linear, levels: [1, 2, 3, 4, 5, 6, 7, 8, 9])
    let scene = Scene.sample(points: 21, scale: scale, azimuth: -40, elevation: 40) {
      $0.clip = 3
      $0.colouring = .bands
    } of: { x, y in
      5 * (x * x + y * y)
    }
    let picture = ScenePicture(scene, width: 200, height: 150)
    let limit = ColourMap.viridis.colours(count: 10)[2]
    let saturated = picture.raster.pixels.filter { word in
      let c = [16, 8, 0].map { Double(word >> $0 & 255) }
      return word >> 24 == 255 && (c.max() ?? 0) - (c.min() ?? 0) > 60
    }
    #expect(saturated.count > 500)
    #expect(saturated.allSatisfy { Double($0 >> 8 & 255) <= 1.08 * 255 * limit.green + 2 })
  }

  private static let diverging: [String: @Sendable (Double, Double) -> Double] = [
    "corner": { x, y in x > 0.6 && y > 0.6 ? .infinity : x + y },
    "point": { x, y in x == 0 && y == 0 ? .infinity : x * y },
    "all but one": { x, y in x == 0 && y == 0 ? 1 : .infinity },
    "every other": { x, y in Int(((x + y + 2) * 4).rounded()) % 2 == 0 ? .infinity : x },
  ]

  @Test func `surface and lid together cover the base`() {
    for (name, f) in Self.diverging {
      for clip in [nil, 0.4] {
        let scene = Scene.sample(changing: { $0.clip = clip }, of: f)
        let picture = ScenePicture(scene, width: 120, height: 120)
        let (width, height) = (picture.raster.width, picture.raster.height)
        // The image has a margin of two to four pixels around the base.
        for y in 6..<(height - 6) {
          for x in 6..<(width - 6) where picture[x, y] >> 24 != 255 {
            Issue.record("\(name) leaves a gap at (\(x), \(y)) of \(width) × \(height)")
            return
          }
        }
        #expect(scene.isCut)
      }
    }
  }

  @Test func `a diverged point is a hatched pillar`() {
    let scene = Scene.sample(azimuth: -57, elevation: 30) { x, y in x == 0 && y == 0 ? .infinity : 1 }
    let whole = Scene.sample(azimuth: -57, elevation: 30) { _, _ in 1 }
    let ink = Theme.light.ink
    #expect(ScenePicture(scene, width: 200, height: 150).count(of: ink) > 0)
    #expect(ScenePicture(whole, width: 200, height: 150).count(of: ink) == 0)
  }

  @Test func `a clip above all values cuts nothing`() {
    let f = { (x: Double, y: Double) in x * x + y * y }
    let one = ScenePicture(Scene.sample(changing: { $0.clip = 100 }, of: f))
    let two = ScenePicture(Scene.sample(of: f))
    #expect(one.calls == two.calls)
    #expect(!Scene.sample(of: f).isCut)
  }
}
