import Rendering
import Surfaces

extension TransformerPlate {
  func claims(_ results: Results) -> [Claim] {
    guard results.networks.count == 2 else { return [] }
    let text = results.networks[0]
    let number = { (value: Double) in NumberText.value(value) }
    let highest = results.networks.map { $0.surface.loss.max() ?? .nan }
    let roughness = results.networks.map(\.surface.roughness)
    // Rounding of sums in single precision.
    let tolerance = 1e-5
    return [
      Claim(
        Words(
          """
          On sentences that it was not trained on the transformer loses \(number(text.test.loss)) nat a character; the choices of \
          the grammar alone cost \(number(results.grammarLoss)), so that little is left to learn.
          """,
          """
          학습하지 않은 문장에서 트랜스포머의 손실은 글자당 \(number(text.test.loss)) nat이고, 문법의 선택만으로도 \
          \(number(results.grammarLoss)) nat이 든다. 더 배울 것이 거의 없다.
          """),
        text.test.loss > 0.95 * results.grammarLoss && text.test.loss < 1.1 * results.grammarLoss),
      Claim(
        Words(
          """
          Exported and imported, it has the loss of the trained network to \(number(max(results.centreDifference, 1e-7))) of it, \
          and by way of .pt2 and of ONNX one map to \(number(max(results.mapDifference, 1e-7))).
          """,
          """
          내보냈다가 가져온 신경망의 손실은 학습된 신경망과 상대 오차 \(number(max(results.centreDifference, 1e-7))) 안에서 같고, \
          .pt2와 ONNX로 그린 지도는 \(number(max(results.mapDifference, 1e-7))) 안에서 같다.
          """),
        results.centreDifference <= tolerance && results.mapDifference <= tolerance),
      Claim(
        Words(
          """
          The loss rises to \(number(highest[0])) nat a character around the transformer, and to \(number(highest[1])) an image \
          around the residual network; it has more than one valley along \(roughness[0].rough) and \(roughness[1].rough) of \
          \(roughness[0].lines) lines of the grid.
          """,
          """
          손실은 트랜스포머 둘레에서 글자당 \(number(highest[0])) nat, 잔차 신경망 둘레에서 이미지당 \(number(highest[1])) nat까지 \
          오른다. 격자선 \(roughness[0].lines)개 가운데 골짜기가 둘 이상인 것은 각각 \(roughness[0].rough)개와 \
          \(roughness[1].rough)개이다.
          """),
        roughness[0].share < 0.5),
    ]
  }

  func caption(_ results: Results) -> Words {
    guard results.networks.count == 2, let y = results.networks[0].surface.y else { return Words("", "") }
    let (text, images) = (results.networks[0], results.networks[1])
    let surface = text.surface
    let grid = "\(surface.x.count)\u{00A0}×\u{00A0}\(y.count)"
    let (sentences, pictures) = (NumberText.count(results.sentences), NumberText.count(results.images))
    let samples = NumberText.count(surface.provenance.samples)
    func percent(_ score: Score) -> String { NumberText.percentage(score.accuracy) }
    func loss(_ score: Score) -> String { NumberText.value(score.loss) }
    return Words(
      """
      Left: gpt-2, 2 blocks of 4 heads, \(NumberText.count(text.parameters)) parameters, trained here on generated text, \
      \(sentences) sentences of a small grammar, a character at a time (\(results.epochs[0]) epochs of AdamW, batch 64, rate \
      0.003, seed 0), exported as PyTorch's .pt2 and imported from that file; right: the resnet-20 of depth-degradation, \
      \(NumberText.count(images.parameters)) parameters, as trained here on \(pictures) images of Fashion-MNIST. Mean cross \
      entropy of \(samples) training samples on \(grid) points in two filter-normalized random directions (seed 0), all but \
      weights frozen. At the centre \(loss(text.centre)), \(percent(text.centre)) of characters right, and \
      \(loss(images.centre)), \(percent(images.centre)) of images; of the test split \(percent(text.test)) and \
      \(percent(images.test)).
      """,
      """
      왼쪽: gpt-2, 헤드 4개인 블록 2개, 매개변수 \(NumberText.count(text.parameters))개. 생성한 글, 곧 작은 문법의 문장 \(sentences)개를 \
      글자 단위로 학습(AdamW \(results.epochs[0]) 에폭, 배치 64, 학습률 0.003, 시드 0)한 뒤 PyTorch의 .pt2로 내보내고 그 파일에서 \
      가져왔다. 오른쪽: depth-degradation의 resnet-20, 매개변수 \(NumberText.count(images.parameters))개, Fashion-MNIST \(pictures)장으로 \
      학습. 필터 정규화한 두 무작위 방향(시드 0)에서 \(grid)점마다 학습 표본 \(samples)개의 평균 교차 엔트로피, 가중치 밖은 고정. \
      중심에서 손실 \(loss(text.centre)), 글자 \(percent(text.centre)) 정답, 그리고 \(loss(images.centre)), 이미지 \
      \(percent(images.centre)) 정답. 시험 데이터에서는 \(percent(text.test))와 \(percent(images.test)).
      """)
  }

  func drawing(_ results: Results, in theme: Theme, _ language: Language) -> PlateDrawing {
    let headings = ["transformer, text", "residual network, images"]
    let scale = Scale(covering: results.networks.flatMap(\.surface.loss), kind: .logarithmic)
    let chart = SurfaceChart.contours(
      of: zip(results.networks, headings).map { $0.surface.surface(headed: $1) }, scale: scale,
      style: FigureStyle(theme: theme), columns: 2)
    return PlateDrawing(chart.chart)
  }
}
