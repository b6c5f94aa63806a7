import Rendering
import Surfaces

/// Contours of the loss around shallow and deep networks, plain and residual.
///
/// After Li et al. 2018, arXiv:1712.09913, figures 5 and 6.
struct SkipConnectionsPlate: Plate {
  let about = PlateDescription(
    name: "skip-connections", chapter: .depth, rows: [10],
    title: Words(
      "Skip connections smooth the loss landscape of a deep network", "건너뛰는 연결은 깊은 신경망의 손실 지형을 매끄럽게 한다"),
    lesson: Words(
      """
      Follow the contours of the deep plain network, at the upper right, and then those of the deep residual one below it, \
      which has the same layers and as many parameters.
      """,
      """
      오른쪽 위 깊은 평범한 신경망의 등고선을 따라가 보고, 층과 매개변수 수가 같은 바로 아래 잔차 신경망의 등고선과 비교해 보자.
      """),
    next: Words(
      "See the same four surfaces in space (skip-connections-3d)", "같은 네 지형을 입체로 보라(skip-connections-3d)"),
    command: "landscape compare plain-56.ckpt resnet-56.ckpt")

  var height: Int { 1200 }

  func views(_ effort: Effort) throws -> [PlateView] { try DepthNetworks.views(effort) }

  func results(from workshop: Workshop) throws -> SkipSurfaces {
    SkipSurfaces(surfaces: try DepthNetworks.surfaces(from: workshop))
  }

  func claims(_ results: SkipSurfaces) -> [Claim] { results.claims }

  func caption(_ results: SkipSurfaces) -> Words { results.caption }

  func drawing(_ results: SkipSurfaces, in theme: Theme, _ language: Language) -> PlateDrawing {
    let chart = SurfaceChart.contours(
      of: results.headed, scale: results.scale, style: FigureStyle(theme: theme), columns: 2)
    return PlateDrawing(chart.chart)
  }
}

/// The same surfaces in space.
struct SkipConnectionScenesPlate: Plate {
  let about = PlateDescription(
    name: "skip-connections-3d", chapter: .depth, rows: [10],
    title: Words("The loss around four networks, in space", "네 신경망을 둘러싼 손실, 입체로"),
    lesson: Words(
      """
      All four boxes have one scale: without skips the deep network, at the upper right, lies in a small pit of a rugged \
      place; with skips, below, it lies in a wide bowl.
      """,
      """
      네 상자의 척도는 모두 같다. 건너뛰는 연결이 없는 깊은 신경망(오른쪽 위)은 울퉁불퉁한 곳의 작은 구덩이에 있고, 연결이 있으면 \
      (아래) 넓은 그릇 안에 있다.
      """),
    next: Words("Turn the surfaces with landscape animate", "landscape animate로 지형을 돌려 보라"),
    command: "landscape animate plain-56.ckpt")

  var height: Int { 1200 }

  func views(_ effort: Effort) throws -> [PlateView] { try DepthNetworks.views(effort) }

  func results(from workshop: Workshop) throws -> SkipSurfaces {
    SkipSurfaces(surfaces: try DepthNetworks.surfaces(from: workshop))
  }

  func claims(_ results: SkipSurfaces) -> [Claim] { results.claims }

  func caption(_ results: SkipSurfaces) -> Words { results.caption }

  func drawing(_ results: SkipSurfaces, in theme: Theme, _ language: Language) -> PlateDrawing {
    var options = SceneOptions()
    // From high enough to see into all four valleys.
    options.view = SceneView(elevation: 48)
    let chart = SurfaceChart.scenes(
      of: results.headed, scale: results.scale, style: FigureStyle(theme: theme), options: options, columns: 2
    )
    return PlateDrawing(chart.chart)
  }
}
