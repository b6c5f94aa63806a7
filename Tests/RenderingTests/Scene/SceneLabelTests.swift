import Rendering
import Testing

@Suite struct SceneLabelTests {
  private static let names = SceneAxisNames(
    x: "α (first direction)", y: "β (second direction)", z: "cross-entropy loss (log scale)")

  private func picture(
    _ azimuth: Double, _ elevation: Double, _ projection: SceneView.Projection, width: Double = 380,
    height: Double = 300
  ) -> ScenePicture {
    let scene = Scene.sample(
      points: 3, kind: .logarithmic, azimuth: azimuth, elevation: elevation, projection: projection,
      names: Self.names
    ) { x, y in 1 + 500 * (x * x + y * y) }
    // Coarse pixels: only the layout is looked at.
    return ScenePicture(scene, width: width, height: height, pixelsPerPoint: 0.05)
  }

  private func check(_ picture: ScenePicture, width: Double, height: Double, _ view: String) {
    let boxes = picture.fills.filter { $0.path.points.count == 4 }.map {
      Quadrilateral("the box", corners: $0.path.points)
    }
    for (index, text) in picture.texts.enumerated() {
      let isInside = text.corners.allSatisfy {
        $0.x >= 10 && $0.x <= 10 + width && $0.y >= 20 && $0.y <= 20 + height
      }
      #expect(isInside, "\(text.name) leaves the frame at \(view)")
      for other in picture.texts[(index + 1)...] + boxes[...] {
        #expect(!text.overlaps(other), "\(text.name) overlaps \(other.name) at \(view)")
      }
    }
  }

  @Test(arguments: [
    SceneView.Projection.orthographic, .perspective(fieldOfView: 18), .perspective(fieldOfView: 60),
  ])
  func `from nowhere does a text meet another, the box or the frame`(projection: SceneView.Projection) {
    for azimuth in [0.0, 4, 45, 86, 90, 123, 180, 237, 270, 303, 356] {
      for elevation in [0.0, 5, 36, 85, 90] {
        check(
          picture(azimuth, elevation, projection), width: 380, height: 300,
          "azimuth \(azimuth)°, elevation \(elevation)°, \(projection)")
      }
    }
  }

  @Test func `all axes have names and numbers in the usual views`() {
    for azimuth in [-120.0, -57, -45, -30, 30, 60, 135, 210] {
      for elevation in [20.0, 36, 45] {
        let strings = picture(azimuth, elevation, .perspective(fieldOfView: 18)).strings
        for name in [Self.names.x, Self.names.y, Self.names.z] {
          #expect(strings.contains(name), "\(name) is missing at \(azimuth)°, \(elevation)°")
        }
        #expect(strings.count >= 3 + 7, "\(strings) at \(azimuth)°, \(elevation)°")
      }
    }
  }

  @Test func `box and texts fill the frame`() {
    for (width, height) in [(380.0, 300.0), (300, 500), (600, 200)] {
      let picture = picture(-57, 36, .perspective(fieldOfView: 18), width: width, height: height)
      let points =
        picture.fills.flatMap(\.path.points) + picture.texts.flatMap(\.corners)
        + picture.calls.flatMap { call -> [Point] in
          if case .stroke(let path, _) = call { path.points } else { [] }
        }
      let (left, right) = (points.map(\.x).min() ?? 0, points.map(\.x).max() ?? 0)
      let (top, bottom) = (points.map(\.y).min() ?? 0, points.map(\.y).max() ?? 0)
      #expect(left >= 10 && right <= 10 + width && top >= 20 && bottom <= 20 + height)
      #expect(right - left > width - 8 || bottom - top > height - 8)
      // In the middle of the other direction.
      #expect(
        abs((left + right) / 2 - (10 + width / 2)) < 4 && abs((top + bottom) / 2 - (20 + height / 2)) < 4)
    }
  }

  @Test func `small frames go without names, smaller ones without numbers`() {
    let count = { (width: Double, height: Double) in
      picture(-57, 36, .perspective(fieldOfView: 18), width: width, height: height).strings.count
    }
    #expect(count(400, 300) > count(110, 80))
    #expect(count(110, 80) > 0)
    #expect(count(30, 20) == 0)
  }

  @Test func `numbers on a log axis are round and even`() {
    let strings = picture(-57, 36, .perspective(fieldOfView: 18)).strings
    for wanted in ["1", "10", "100"] { #expect(strings.contains(wanted)) }
  }
}
