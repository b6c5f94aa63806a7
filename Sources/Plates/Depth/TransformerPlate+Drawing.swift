import Glibc
import Rendering
import Surfaces

extension TransformerPlate {
  /// What each network chooses among: the characters of the text, and the classes of the images.
  private static let classes = [24, 10]
  /// Of both maps, narrow where both have values; far outside, where one network is lost, there is nothing to tell apart.
  private static let levels = [0.2, 0.3, 0.5, 0.7, 1, 1.5, 2, 3, 5, 7, 10, 20, 50, 100]

  func claims(_ results: Results) -> [Claim] {
    guard results.networks.count == 2 else { return [] }
    let text = results.networks[0]
    let number = { (value: Double) in NumberText.value(value) }
    let highest = results.networks.map { $0.surface.loss.max() ?? .nan }
    let roughness = results.networks.map(\.surface.roughness)
    let guesses = Self.classes.map { log(Double($0)) }
    let worse = zip(results.networks, guesses).map { network, guess in
      Double(network.surface.loss.count { $0 > guess }) / Double(network.surface.loss.count)
    }
    let percent = { (share: Double) in NumberText.percentage(share) }
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
          Exported and imported, its loss at the centre is off the trained network's by less than \
          \(number(max(results.centreDifference, 1e-7))) of it, and its maps by way of .pt2 and of ONNX differ nowhere by more than \
          \(number(max(results.mapDifference, 1e-7))).
          """,
          """
          내보냈다가 가져온 신경망의 중심 손실은 학습된 신경망과 상대 오차 \(number(max(results.centreDifference, 1e-7))) 안에서 같고, \
          .pt2와 ONNX를 거친 두 지도는 어디서도 \(number(max(results.mapDifference, 1e-7))) 넘게 다르지 않다.
          """),
        results.centreDifference <= tolerance && results.mapDifference <= tolerance),
      Claim(
        Words(
          """
          The transformer is worse than guessing among its 24 characters (\(number(guesses[0])) nat) at \(percent(worse[0])) of the \
          grid's points, the residual network worse than guessing among its 10 classes (\(number(guesses[1])) nat) at \
          \(percent(worse[1])).
          """,
          """
          글자 24개 가운데 무작위로 고르는 것(\(number(guesses[0])) nat)보다 트랜스포머가 못한 점은 격자의 \(percent(worse[0])), 범주 10개 가운데 \
          무작위로 고르는 것(\(number(guesses[1])) nat)보다 잔차 신경망이 못한 점은 \(percent(worse[1]))이다.
          """),
        worse[0] < 0.5 * worse[1]),
      Claim(
        Words(
          """
          Around the transformer the loss rises to \(number(highest[0])) and has more than one valley along \(roughness[0].rough) of \
          \(roughness[0].lines) lines of the grid; around the residual network it rises to \(number(highest[1])) and has more \
          than one along \(roughness[1].rough).
          """,
          """
          트랜스포머 둘레에서 손실은 \(number(highest[0]))까지 오르고 격자선 \(roughness[0].lines)개 가운데 \(roughness[0].rough)개에서 \
          골짜기가 둘 이상이다. 잔차 신경망 둘레에서는 \(number(highest[1]))까지 오르고 \(roughness[1].rough)개에서 그렇다.
          """),
        highest[0] < 0.1 * highest[1] && roughness[0].rough < roughness[1].rough),
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
      Left: gpt-2, \(NumberText.count(text.parameters)) parameters, trained here on generated text, \(sentences) sentences of a \
      small grammar (\(results.epochs[0]) epochs, AdamW, rate 0.003), exported as PyTorch's .pt2 and imported from that: at the \
      centre \(loss(text.centre)) nat a character, \(percent(text.centre)) right (test \(percent(text.test))). Right: the \
      resnet-20 of depth-degradation, \(pictures) images of Fashion-MNIST: \(loss(images.centre)), \(percent(images.centre)) \
      (\(percent(images.test))). Cross entropy of \(samples) training samples, \(grid) points, two filter-normalized directions \
      (seed 0), all but weights frozen.
      """,
      """
      왼쪽: gpt-2, 매개변수 \(NumberText.count(text.parameters))개. 생성한 글(작은 문법의 문장 \(sentences)개)로 학습하고(\
      \(results.epochs[0]) 에폭, AdamW, 학습률 0.003) PyTorch의 .pt2로 내보낸 뒤 거기서 가져왔다. 중심에서 글자당 \
      \(loss(text.centre)) nat, 정답 \(percent(text.centre))(시험 \(percent(text.test))). 오른쪽: depth-degradation의 resnet-20, \
      Fashion-MNIST \(pictures)장, \(loss(images.centre)), \(percent(images.centre))(\(percent(images.test))). 학습 표본 \
      \(samples)개의 교차 엔트로피, \(grid)점, 필터 정규화한 두 방향(시드 0), 가중치 밖은 고정.
      """)
  }

  func drawing(_ results: Results, in theme: Theme, _ language: Language) -> PlateDrawing {
    let headings = ["transformer on text", "ResNet-20 on images"]
    let scale = Scale(
      covering: results.networks.flatMap(\.surface.loss), kind: .logarithmic, levels: Self.levels)
    let chart = SurfaceChart.contours(
      of: zip(results.networks, headings).map { $0.surface.surface(headed: $1) }, scale: scale,
      style: FigureStyle(theme: theme), columns: 2)
    return PlateDrawing(chart.chart)
  }
}
