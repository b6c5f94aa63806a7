import Glibc
import Rendering
import Testing

@Suite struct SceneCameraTests {
  private let views: [SceneView] = [
    SceneView(azimuth: -57, elevation: 36, projection: .orthographic),
    SceneView(azimuth: 123, elevation: 5, projection: .perspective(fieldOfView: 30)),
    SceneView(azimuth: 0, elevation: 90, projection: .perspective(fieldOfView: 60)),
  ]

  @Test func `from the front the x axis runs to the right and the z axis upwards`() {
    let camera = SceneCamera(
      SceneView(azimuth: -90, elevation: 0, projection: .orthographic), around: SIMD3(1, 2, 3), radius: 1)
    let projected = camera.project(SIMD3(1.5, 1, 5))
    #expect(projected.position == SIMD2(0.5, 2))
    #expect(projected.nearness == 1)
    #expect(projected.inverseDepth == 1)
  }

  @Test func `from above it is a map with the y axis upwards`() {
    let camera = SceneCamera(
      SceneView(azimuth: -90, elevation: 90, projection: .orthographic), around: SIMD3(), radius: 1)
    #expect(camera.project(SIMD3(0.25, 0.5, 4)).position == SIMD2(0.25, 0.5))
  }

  @Test func `half way to the camera everything is twice as large`() {
    for view in views.dropFirst() {
      guard case .perspective(let angle) = view.projection else { continue }
      let radius = 0.8
      let camera = SceneCamera(view, around: SIMD3(), radius: radius)
      let distance = radius / sin(angle * .pi / 360)
      let point = camera.back * (distance / 2) + camera.right * 0.3 + camera.up * -0.1
      let projected = camera.project(point)
      #expect(abs(projected.position.x - 0.6) < 1e-12)
      #expect(abs(projected.position.y + 0.2) < 1e-12)
      #expect(abs(projected.inverseDepth - 2) < 1e-12)
    }
  }

  @Test func `the sphere around the box fills the field of view`() {
    let angle = 40.0
    let view = SceneView(azimuth: 20, elevation: 30, projection: .perspective(fieldOfView: angle))
    let camera = SceneCamera(view, around: SIMD3(), radius: 1)
    // The line of sight that touches the sphere does so sin(angle / 2) before its centre.
    let (s, c) = (sin(angle * .pi / 360), cos(angle * .pi / 360))
    let touching = camera.project(camera.right * c + camera.back * s)
    #expect(abs(touching.position.x - tan(angle * .pi / 360) / s) < 1e-12)
  }

  @Test func `the camera's axes are orthonormal and right-handed`() {
    for view in views {
      let camera = SceneCamera(view, around: SIMD3(), radius: 1)
      let (r, u, b) = (camera.right, camera.up, camera.back)
      for (a, b, expected) in [(r, r, 1.0), (u, u, 1), (b, b, 1), (r, u, 0), (u, b, 0), (b, r, 0)] {
        #expect(abs((a * b).sum() - expected) < 1e-15)
      }
      let cross = SIMD3(r.y * u.z - r.z * u.y, r.z * u.x - r.x * u.z, r.x * u.y - r.y * u.x)
      let difference = cross - b
      #expect((difference * difference).sum() < 1e-30)
    }
  }

  @Test func `parallels stay parallel without perspective and meet with it`() {
    let direction = SIMD3(0.3, -0.5, 0.4)
    let starts = [SIMD3<Double>(), SIMD3(0.2, 0.1, -0.3), SIMD3(-0.4, 0.2, 0.1)]
    let flat = SceneCamera(views[0], around: SIMD3(), radius: 1)
    let steps = starts.map { flat.project($0 + direction).position - flat.project($0).position }
    for step in steps {
      #expect(abs(step.x - steps[0].x) < 1e-15 && abs(step.y - steps[0].y) < 1e-15)
    }
    let camera = SceneCamera(views[1], around: SIMD3(), radius: 1)
    // The vanishing point is where the direction itself would be seen, however far away one starts.
    let far = starts.map { camera.project($0 - direction * 1e9).position }
    for point in far { #expect(abs(point.x - far[0].x) < 1e-6 && abs(point.y - far[0].y) < 1e-6) }
  }

  @Test func `nearness is affine on the screen over a plane`() {
    for view in views {
      let camera = SceneCamera(view, around: SIMD3(0.1, 0, 0.3), radius: 1)
      let (a, b, c) = (SIMD3(-0.5, -0.5, 0.1), SIMD3(0.5, -0.4, 0.6), SIMD3(0.1, 0.5, 0.2))
      let corners = [a, b, c].map(camera.project)
      let inner = camera.project(a + (b - a) * 0.3 + (c - a) * 0.45)
      // Barycentric coordinates on the screen.
      let (u, v) = (corners[1].position - corners[0].position, corners[2].position - corners[0].position)
      let w = inner.position - corners[0].position
      let area = u.x * v.y - u.y * v.x
      let (s, t) = ((w.x * v.y - w.y * v.x) / area, (u.x * w.y - u.y * w.x) / area)
      let expected =
        corners[0].nearness + s * (corners[1].nearness - corners[0].nearness)
        + t * (corners[2].nearness - corners[0].nearness)
      #expect(abs(inner.nearness - expected) < 1e-12)
    }
  }

  @Test func `what is nearer has the greater nearness`() {
    for view in views {
      let camera = SceneCamera(view, around: SIMD3(), radius: 1)
      let places = [-0.9, -0.3, 0, 0.2, 0.8].map { camera.project(camera.back * $0).nearness }
      #expect(zip(places, places.dropFirst()).allSatisfy { $0 < $1 })
      #expect(abs(places[2]) < 1e-15)
    }
  }

  @Test func `a whole turn changes nothing, and quarter turns are exact`() {
    for azimuth in stride(from: -360.0, through: 360, by: 45) {
      let one = SceneCamera(SceneView(azimuth: azimuth, elevation: 30), around: SIMD3(), radius: 1)
      let two = SceneCamera(SceneView(azimuth: azimuth + 360, elevation: 30), around: SIMD3(), radius: 1)
      #expect(one == two)
    }
    let side = SceneCamera(SceneView(azimuth: 180, elevation: 0), around: SIMD3(), radius: 1)
    #expect(side.right == SIMD3(0, -1, 0))
    #expect(side.back == SIMD3(-1, 0, 0))
  }
}
