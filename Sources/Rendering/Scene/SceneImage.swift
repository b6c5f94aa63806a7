/// The part of a scene that hides and is hidden: surface, lid, lines and signs, drawn into an image.
struct SceneImage {
  let raster: Raster
  /// Where it lies on the page; whole pixels of the picture.
  let frame: Rect

  /// Width of the levels' lines on the surface, in points.
  private static let lineWidth = 0.75
  /// Distance of the lid's hatching lines, in points.
  private static let hatchSpacing = 5.5
  /// Width of the lid's border, in points.
  private static let outlineWidth = 1.3

  /// Of the surface's border.
  private static let rimColour = Colour(hex: 0x22252C)

  init(of scene: Scene, _ projection: SceneProjection, _ setting: PanelSetting) {
    let density = setting.pixelsPerPoint
    let corners = (0..<8).map { projection.page(scene.box.corner($0)) }
    // Signs and lines at the box's border reach a little beyond it.
    let reach = (scene.markers.map(\.radius) + scene.paths.map(\.stroke.width)).max() ?? 0
    let margin = max(reach, Self.outlineWidth) + 1
    let left = (((corners.map(\.x).min() ?? 0) - margin) * density).rounded(.down)
    let right = (((corners.map(\.x).max() ?? 0) + margin) * density).rounded(.up)
    let top = (((corners.map(\.y).min() ?? 0) - margin) * density).rounded(.down)
    let bottom = (((corners.map(\.y).max() ?? 0) + margin) * density).rounded(.up)
    frame = Rect(
      x: left / density, y: top / density, width: (right - left) / density, height: (bottom - top) / density)

    let screen = SceneScreen(projection: projection, density: density, left: left, top: top)
    let surface = SceneSurface(scene.grid, box: scene.box, heights: scene.heights)
    let mesh = SceneMesh(surface, hatchPeriod: Self.hatchSpacing / max(projection.scale, 1e-9))
    var parts = SceneParts(mesh, on: screen)
    parts.add(outline: mesh.rim, Stroke(Self.rimColour, width: 0.7))
    let lid = Stroke(setting.theme.ink, width: Self.outlineWidth)
    parts.add(outline: mesh.outline, lid)
    for path in scene.paths { parts.add(path, on: surface) }
    for marker in scene.markers { parts.add(marker, on: surface) }

    let camera = projection.camera
    let light = (camera.right * -0.5 + camera.up * 0.62 + camera.back * 0.6).unit
    let shader = SceneShader(
      mesh: parts.mesh, materials: parts.materials,
      palette: ScenePalette(scene.scale, scene.map, scene.heights, scene.options.colouring, setting.theme),
      flat: parts.colours.map(LinearLight.vector), light: SIMD3<Float>(light),
      lineHalfWidth: scene.options.drawsSurfaceContours ? Float(Self.lineWidth * density / 2) : 0)
    raster = SceneRasterizer(
      width: max(1, Int(right - left)), height: max(1, Int(bottom - top)), shader: shader,
      strokes: parts.strokes
    ).draw()
  }
}
