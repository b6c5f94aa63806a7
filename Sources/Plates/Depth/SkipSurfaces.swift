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
    surfaces.map { $0.surface(headed: "\($0.model): roughness \(text(of: $0))") }
  }

  var claims: [Claim] {
    guard surfaces.count == 4 else { return [] }
    let names = surfaces.map(\.model)
    let roughness = surfaces.map(\.roughness)
    let texts = surfaces.map { text(of: $0) }
    return [
      Claim(
        Words(
          """
          Around \(names[1]) \(texts[1]) of the ups and downs of log loss along the grid's lines are more than a single \
          valley needs, around \(names[3]), of the same depth with skips, \(texts[3]).
          """,
          """
          격자선을 따른 로그 손실의 오르내림 가운데 골짜기 하나에 필요한 것을 넘는 몫은 \(names[1])에서 \(texts[1]), 깊이가 \
          같고 건너뛰는 연결이 있는 \(names[3])에서 \(texts[3])이다.
          """),
        roughness[1].share > 2 * roughness[3].share),
      Claim(
        Words(
          "Depth roughens the plain network's loss: \(texts[0]) at \(names[0]), \(texts[1]) at \(names[1]).",
          "평범한 신경망은 깊을수록 거칠다: \(names[0])에서 \(texts[0]), \(names[1])에서 \(texts[1])."),
        roughness[1].share > roughness[0].share),
      Claim(
        Words(
          "The grid has \(NumberText.count(roughness[1].minima, "local minimum")) around \(names[1]) and \(roughness[3].minima) around \(names[3]).",
          "격자 위 극소점은 \(names[1])에 \(roughness[1].minima)개, \(names[3])에 \(roughness[3].minima)개이다."),
        roughness[1].minima > roughness[3].minima),
    ]
  }

  var caption: Words {
    guard let first = surfaces.first, let y = first.y else { return Words("", "") }
    let grid = "\(first.x.count)\u{00A0}×\u{00A0}\(y.count)"
    let samples = NumberText.count(first.provenance.samples)
    return Words(
      """
      Mean cross entropy of \(samples) training images on \(grid) points in two filter-normalized random directions (seed \
      \(first.provenance.seed)) around the networks of depth-degradation. Roughness: of all ups and downs Σ|Δ log loss| \
      along rows and columns, the share beyond one valley a line (first value, down to the least, up to the last).
      """,
      """
      depth-degradation의 신경망 둘레에서 필터 정규화한 두 무작위 방향(시드 \(first.provenance.seed))의 \(grid)점마다 학습 이미지 \
      \(samples)장의 평균 교차 엔트로피. 거칠기: 행과 열을 따른 모든 오르내림 Σ|Δ log 손실| 가운데, 줄마다 골짜기 하나(첫 값에서 \
      최솟값으로, 다시 끝 값으로)를 넘는 몫.
      """)
  }

  private func text(of surface: KeptSurface) -> String {
    NumberText.percentage(surface.roughness.share)
  }
}
