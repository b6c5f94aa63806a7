import Rendering
import Surfaces

/// The loss around the chapter's four networks, and what is said of it.
struct SkipSurfaces: Codable, Sendable {
  /// In the order of `DepthNetworks.runs`.
  let surfaces: [KeptSurface]

  /// One for all.
  var scale: Scale { Scale(covering: surfaces.flatMap(\.loss), kind: .logarithmic) }

  /// With the name and the roughness of each as its heading.
  var headed: [Surface] {
    surfaces.map { $0.surface(headed: "\($0.model), \(text(of: $0)) rough") }
  }

  var claims: [Claim] {
    guard surfaces.count == 4 else { return [] }
    let names = surfaces.map(\.model)
    let roughness = surfaces.map(\.roughness)
    let heights = surfaces.map { $0.loss.max() ?? .nan }
    let height = { (index: Int) in NumberText.value(heights[index], digits: 2) }
    return [
      Claim(
        Words(
          """
          Around \(names[1]) the loss has more than one valley along \(roughness[1].rough) of \(roughness[1].lines) lines \
          of the grid, around \(names[3]), of the same depth with skips, along \(roughness[3].rough).
          """,
          """
          격자선 \(roughness[1].lines)개 가운데 손실의 골짜기가 둘 이상인 것은 \(names[1])에서 \(roughness[1].rough)개, 깊이가 \
          같고 건너뛰는 연결이 있는 \(names[3])에서 \(roughness[3].rough)개이다.
          """),
        roughness[1].share > 2 * roughness[3].share),
      Claim(
        Words(
          """
          Around the shallow networks there are \(roughness[0].rough) such lines without and \(roughness[2].rough) with skips \
          (other directions have other counts); the greatest loss on the grid is \(height(0)) around \(names[0]), \
          \(height(1)) around \(names[1]) and \(height(3)) around \(names[3]).
          """,
          """
          얕은 신경망에서 그런 선은 연결이 없으면 \(roughness[0].rough)개, 있으면 \(roughness[2].rough)개이다(방향에 따라 \
          달라진다). 격자에서 가장 큰 손실은 \(names[0])에서 \(height(0)), \(names[1])에서 \(height(1)), \(names[3])에서 \
          \(height(3))이다.
          """),
        roughness[0].share > roughness[2].share && heights[1] > 2 * max(heights[0], heights[3])),
    ]
  }

  var caption: Words {
    guard let first = surfaces.first, let y = first.y else { return Words("", "") }
    let grid = "\(first.x.count)\u{00A0}×\u{00A0}\(y.count)"
    let samples = NumberText.count(first.provenance.samples)
    return Words(
      """
      Mean cross entropy of \(samples) training images on \(grid) points in two filter-normalized random directions (seed \
      \(first.provenance.seed)) around the networks of depth-degradation. Rough is the share of \
      the grid's rows and columns along which the loss has more than one valley.
      """,
      """
      depth-degradation의 신경망 둘레에서 필터 정규화한 두 무작위 방향(시드 \(first.provenance.seed))의 \(grid)점마다 학습 이미지 \
      \(samples)장의 평균 교차 엔트로피. 거칠기: 손실의 골짜기가 둘 이상인 \
      행과 열의 비율.
      """)
  }

  private func text(of surface: KeptSurface) -> String {
    "\(Int((100 * surface.roughness.share).rounded()))\u{00A0}%"
  }
}
