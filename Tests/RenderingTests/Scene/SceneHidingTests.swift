import Glibc
import Rendering
import Testing

/// What the surface hides and what it does not.
@Suite struct SceneHidingTests {
  private let red = Colour(hex: 0xFF0000)

  /// A wall along the x axis, seen from the side of the negative y.
  private func ridge(
    elevation: Double, path y: Double? = nil, marker: Double? = nil,
    projection: SceneView.Projection = .orthographic
  ) -> ScenePicture {
    ScenePicture(
      Scene.sample(
        points: 17, azimuth: -75, elevation: elevation, projection: projection,
        paths: y.map {
          [ScenePath([Point(x: -0.8, y: $0), Point(x: 0.8, y: $0)], stroke: Stroke(red, width: 3))]
        } ?? [], markers: marker.map { [SceneMarker(.dot, at: Point(x: 0, y: $0))] } ?? []
      ) { _, y in exp(-40 * y * y) }, width: 160, height: 120)
  }

  @Test(arguments: [SceneView.Projection.orthographic, .perspective(fieldOfView: 30)])
  func `a path behind a ridge is hidden and one before it is seen`(projection: SceneView.Projection) {
    #expect(ridge(elevation: 12, path: -0.6, projection: projection).count(of: red) > 60)
    #expect(ridge(elevation: 12, path: 0.6, projection: projection).count(of: red) == 0)
    #expect(ridge(elevation: 80, path: 0.6, projection: projection).count(of: red) > 60)
  }

  @Test func `a path over a ridge is seen on its front alone`() {
    let over = { (elevation: Double) in
      ScenePicture(
        Scene.sample(
          points: 17, elevation: elevation,
          paths: [ScenePath([Point(x: 0, y: -1), Point(x: 0, y: 1)], stroke: Stroke(red, width: 3))]
        ) { _, y in exp(-40 * y * y) }, width: 160, height: 120)
    }
    let rows = { (picture: ScenePicture) in
      Set(
        picture.raster.pixels.indices.filter { picture.raster.pixels[$0] == red.premultipliedWord }
          .map { $0 / picture.raster.width })
    }
    // Seen from above the path is as long as the base, which the image exceeds by a margin of a few pixels.
    let above = over(90)
    #expect(rows(above).count > above.raster.height - 12)
    // From the front it ends at the crest: the far side and the floor behind would lie apart from that.
    let front = rows(over(15))
    #expect((front.max() ?? 0) - (front.min() ?? 0) + 1 == front.count)
    #expect(front.count > 20)
  }

  @Test func `a path on a slope that is seen from below is hidden`() {
    let tilted = { (slope: Double) in
      ScenePicture(
        Scene.sample(
          points: 3, elevation: 20,
          paths: [ScenePath([Point(x: -0.8, y: 0), Point(x: 0.8, y: 0)], stroke: Stroke(red, width: 3))]
        ) { _, y in slope * y }, width: 160, height: 120)
    }
    // A rise of 0.7 over a base of 1 is 35°: away from the camera it shows its upper side, towards it the
    // lower.
    #expect(tilted(1).count(of: red) > 60)
    #expect(tilted(-1).count(of: red) == 0)
  }

  @Test func `a sign behind a ridge is hidden and one before it is seen`() {
    #expect(ridge(elevation: 12, marker: -0.6).count(of: .white) > 10)
    #expect(ridge(elevation: 12, marker: 0.6).count(of: .white) == 0)
    #expect(ridge(elevation: 80, marker: 0.6).count(of: .white) > 10)
  }

  @Test func `a scene says which signs are seen`() {
    for (y, elevation, isSeen) in [(-0.6, 12.0, true), (0.6, 12, false), (0.6, 80, true), (2, 80, false)] {
      let scene = Scene.sample(points: 17, azimuth: -75, elevation: elevation) { _, y in exp(-40 * y * y) }
      #expect(scene.isSeen(SceneMarker(.dot, at: Point(x: 0, y: y))) == isSeen)
    }
  }

  @Test func `a path keeps its width where the surface is tilted towards it`() {
    for slope in [-0.5, 0, 1] {
      let picture = ScenePicture(
        Scene.sample(
          points: 3, elevation: 50,
          paths: [ScenePath([Point(x: -1, y: 0.1), Point(x: 1, y: 0.1)], stroke: Stroke(red, width: 5))]
        ) { x, y in slope * y + x * 0.001 }, width: 120, height: 120)
      let column = picture.raster.width / 2
      let height = (0..<picture.raster.height).count {
        picture[column, $0] == red.premultipliedWord
      }
      // Five pixels, of which the outer two may be covered in part.
      #expect((4...5).contains(height), "\(height) pixels at slope \(slope)")
    }
  }

  @Test func `dashes leave gaps of their length`() {
    let line = { (dashes: [Double]) in
      ScenePicture(
        Scene.sample(
          points: 3,
          paths: [
            ScenePath(
              [Point(x: -1, y: 0), Point(x: 1, y: 0)], stroke: Stroke(red, width: 3, dashes: dashes))
          ]
        ) { x, y in x + y }, width: 320, height: 320
      ).count(of: red)
    }
    // Round ends lengthen each dash by the width: 11 of 16 are drawn, less the pixels at its ends that are red in part.
    let share = Double(line([8, 8])) / Double(line([]))
    #expect(share < 11.0 / 16 && share > 11.0 / 16 - 1.5 / 16)
  }
}
