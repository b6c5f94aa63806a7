import Models
import Networks
import Probing
import Rendering
import Surfaces
import Training

/// The same network, written with other weights: what raw and what filter-normalized directions make of it.
///
/// After Dinh et al. 2017, arXiv:1703.04933, §4, and Li et al. 2018, arXiv:1712.09913, §3.
struct FilterNormalizationPlate: Plate {
  struct Results: Codable, Sendable {
    let factor: Double
    /// Raw directions, then filter-normalized ones; the network as trained, then rescaled.
    let surfaces: [KeptSurface]
  }

  private static let factor: Float = 10

  let about = PlateDescription(
    name: "filter-normalization", chapter: .depth, rows: [10],
    title: Words("Sharp or flat? The same network, written in two ways", "날카로운가 평평한가? 같은 신경망을 두 가지로 쓰면"),
    lesson: Words(
      """
      Left and right are one function: in the right one the first layer's weights are ten times as large and the second's a \
      tenth. Directions of fixed length make it look sharp; scaled to each filter they show what does not change.
      """,
      """
      왼쪽과 오른쪽은 같은 함수이다. 오른쪽은 첫 층의 가중치가 열 배, 둘째 층은 십분의 일이다. 길이가 고정된 방향에서는 날카로워 \
      보이지만, 필터마다 크기를 맞춘 방향에서는 달라지지 않는 것이 보인다.
      """),
    next: Words(
      "Draw a network of your own in raw directions, and then as usual",
      "직접 학습한 신경망을 정규화하지 않은 방향과 정규화한 방향으로 그려 보라"),
    command: "landscape render model.ckpt --normalization none --x -0.1:0.1:25 --y -0.1:0.1:25")

  var height: Int { 1200 }

  func runs(_ effort: Effort) throws -> [PlateRun] {
    [
      PlateRun(
        "perceptron",
        TrainingConfiguration(
          dataset: .fashionMNIST,
          architecture: try Architecture(name: "mlp", widths: [64]), epochs: 3, sampleLimit: 5120))
    ]
  }

  func results(from workshop: Workshop) throws -> Results {
    let trained = try workshop.checkpoint(try runs(workshop.effort)[0])
    let networks = [trained, Self.rescaled(trained)]
    let points = workshop.effort.pick(25, quick: 13)
    let choices: [(DirectionNormalization, Double)] = [(.none, 0.1), (.filter, 1)]
    return Results(
      factor: Double(Self.factor),
      surfaces: try choices.flatMap { normalization, reach in
        let axis = try Axis(lower: -reach, upper: reach, count: points)
        return try networks.map {
          KeptSurface(
            try workshop.surface(
              around: $0, named: "perceptron",
              ProbeOptions(x: axis, y: axis, normalization: normalization)))
        }
      })
  }

  /// The network with its first layer times the factor and the next layer's weights divided by it.
  private static func rescaled(_ checkpoint: Checkpoint) -> Checkpoint {
    var result = checkpoint
    let blocks = ParameterLayout(checkpoint.graph).blocks
    // Weights and biases of the first layer, and weights of the second.
    for (block, factor) in zip(blocks, [Self.factor, Self.factor, 1 / Self.factor]) {
      for index in block.range { result.parameters[index] *= factor }
    }
    return result
  }

  func claims(_ results: Results) -> [Claim] {
    guard results.surfaces.count == 4 else { return [] }
    let highest = results.surfaces.map { $0.loss.max() ?? .nan }
    let text = highest.map { NumberText.value($0) }
    let difference =
      zip(results.surfaces[2].loss, results.surfaces[3].loss).map { abs($0 - $1) }.max() ?? .nan
    return [
      Claim(
        Words(
          "In raw directions the greatest loss of the rescaled copy is \(text[1]), of the original \(text[0]).",
          "정규화하지 않은 방향에서 가장 큰 손실은 다시 쓴 신경망에서 \(text[1]), 원래 신경망에서 \(text[0])이다."),
        highest[1] > 3 * highest[0]),
      Claim(
        Words(
          """
          Filter-normalized, both maps reach \(text[2]), and differ nowhere by more than \
          \(NumberText.value(max(difference, 1e-5), digits: 1)).
          """,
          """
          필터 정규화하면 두 지도 모두 \(text[2])까지 오르고, 어디서도 \(NumberText.value(max(difference, 1e-5), digits: 1)) 넘게 \
          다르지 않다.
          """),
        difference < 1e-3),
    ]
  }

  func caption(_ results: Results) -> Words {
    let samples = results.surfaces.first?.provenance.samples ?? 0
    return Words(
      """
      Perceptron of 64 ReLU units on 5,120 images of Fashion-MNIST, 3 epochs, batch 128, rate 0.1, seed 0; mean cross entropy of \
      \(samples) training images along two random directions (seed 0): Gaussian, and with each filter scaled to the network's.
      """,
      """
      Fashion-MNIST 5,120장, ReLU 유닛 64개인 퍼셉트론, 3 에포크, 배치 128, 학습률 0.1, 시드 0. 두 무작위 방향(시드 0)에서 학습 \
      이미지 \(samples)장의 평균 교차 엔트로피. 위는 가우스 방향, 아래는 필터마다 신경망의 필터 크기에 맞춘 방향.
      """)
  }

  func drawing(_ results: Results, in theme: Theme, _ language: Language) -> PlateDrawing {
    let headings = [
      "raw: as trained", "raw: rescaled", "filter-normalized: as trained", "filter-normalized: rescaled",
    ]
    let scale = Scale(covering: results.surfaces.flatMap(\.loss), kind: .logarithmic)
    let chart = SurfaceChart.contours(
      of: zip(results.surfaces, headings).map { $0.surface(headed: $1) }, scale: scale,
      style: FigureStyle(theme: theme), columns: 2)
    return PlateDrawing(chart.chart)
  }
}
