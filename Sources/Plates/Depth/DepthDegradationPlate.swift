import Networks
import Rendering
import Training

/// Errors by epoch of shallow and deep networks, plain and residual.
///
/// After He et al. 2015, arXiv:1512.03385, figure 6.
struct DepthDegradationPlate: Plate {
  struct Results: Codable, Sendable {
    let samples: Int
    let curves: [Curve]
  }

  struct Curve: Codable, Sendable {
    let name: String
    let parameters: Int
    /// In percent, by epoch; of the epoch's batches, each before its step.
    let training: [Double]
    /// In percent, by epoch.
    let test: [Double]
  }

  let about = PlateDescription(
    name: "depth-degradation", chapter: .depth, rows: [9],
    title: Words(
      "Deeper plain networks train worse, residual networks do not", "깊은 평범한 신경망은 더 못 배우고, 잔차 신경망은 그렇지 않다"),
    lesson: Words(
      """
      Compare solid and dashed lines: on the left more layers raise the error on the very data that the network is \
      trained on, so that it is no overfitting; on the right, where each pair of layers is bridged by a skip, the deeper \
      network overtakes the shallow one.
      """,
      """
      실선과 점선을 비교해 보자. 왼쪽에서는 층이 많을수록 학습 데이터 자체에 대한 오차가 커지므로 과적합이 아니다. 두 층마다 \
      건너뛰는 연결이 있는 오른쪽에서는 깊은 신경망이 얕은 신경망을 앞지른다.
      """),
    next: Words(
      "Take the normalization away and see which of the four still learns", "정규화를 빼면 넷 가운데 어느 것이 학습되는지 보라"),
    command:
      "landscape train --model plain-56 --width-factor 0.5 --batch-size 32 --learning-rate 0.05 --limit 4096 --epochs 8"
  )

  var height: Int { 1000 }

  func runs(_ effort: Effort) throws -> [PlateRun] { try DepthNetworks.runs(effort) }

  func results(from workshop: Workshop) throws -> Results {
    let runs = try runs(workshop.effort)
    return Results(
      samples: runs.first?.training.sampleLimit ?? 0,
      curves: try runs.map { run in
        let checkpoint = try workshop.checkpoint(run)
        let percent = { (accuracy: Double?) in
          Kept.rounded(100 * (1 - (accuracy ?? .nan)), digits: 4)
        }
        return Curve(
          name: run.name, parameters: ParameterLayout(checkpoint.graph).trainableCount,
          training: checkpoint.log.map { percent($0.trainAccuracy) },
          test: checkpoint.log.map { percent($0.testAccuracy) })
      })
  }

  func claims(_ results: Results) -> [Claim] {
    let last = results.curves.compactMap(\.training.last)
    let test = results.curves.compactMap(\.test.last)
    guard results.curves.count == 4, last.count == 4, test.count == 4 else { return [] }
    let (names, percent) = (results.curves.map(\.name), last.map(DepthNumbers.percent))
    let testPercent = test.map(DepthNumbers.percent)
    return [
      Claim(
        Words(
          "After the last epoch \(names[1]) has a training error of \(percent[1]), \(names[0]) one of \(percent[0]).",
          "마지막 에폭 뒤 학습 오차는 \(names[1])이 \(percent[1]), \(names[0])이 \(percent[0])이다."),
        last[1] > last[0] + 1),
      Claim(
        Words(
          "With skips they are \(percent[3]) for \(names[3]) and \(percent[2]) for \(names[2]).",
          "건너뛰는 연결이 있으면 \(names[3])이 \(percent[3]), \(names[2])이 \(percent[2])이다."),
        last[3] <= last[2]),
      Claim(
        Words(
          "The test error of \(names[1]) is \(testPercent[1]), that of \(names[3]) \(testPercent[3]).",
          "시험 오차는 \(names[1])이 \(testPercent[1]), \(names[3])이 \(testPercent[3])이다."),
        test[1] > test[3]),
    ]
  }

  func caption(_ results: Results) -> Words {
    let (count, epochs) = (NumberText.count(results.samples), results.curves.first?.training.count ?? 0)
    let sizes = results.curves.map { NumberText.count($0.parameters) }
    guard sizes.count == 4 else { return Words("", "") }
    return Words(
      """
      CIFAR-style networks with 8, 16 and 32 channels (\(sizes[0]) and \(sizes[1]) parameters, with and without skips) on \
      \(count) images of Fashion-MNIST, \(epochs) epochs; batch normalization, batch 32, rate 0.05 with momentum 0.9, cosine \
      annealing, weight decay 0.0001, seed 0. Training error: of each batch before its step, over an epoch.
      """,
      """
      채널이 8, 16, 32개인 CIFAR형 신경망(매개변수 \(sizes[0])개와 \(sizes[1])개, 건너뛰는 연결이 있는 것과 없는 것)을 \
      Fashion-MNIST \(count)장으로 \(epochs) 에폭 학습. 배치 정규화, 배치 32, 학습률 0.05, 모멘텀 0.9, 코사인 감쇠, 가중치 감쇠 \
      0.0001, 시드 0. 학습 오차는 각 배치의 갱신 직전 값을 한 에폭에 걸쳐 평균한 것이다.
      """)
  }

  func drawing(_ results: Results, in theme: Theme, _ language: Language) -> PlateDrawing {
    let pairs = [Array(results.curves.prefix(2)), Array(results.curves.dropFirst(2))]
    let measures: [(name: String, values: KeyPath<Curve, [Double]>)] = [
      ("training error (%)", \.training), ("test error (%)", \.test),
    ]
    let all = results.curves.flatMap { $0.training + $0.test }
    let limits = (all.min() ?? 1) / 1.9...min(100, (all.max() ?? 100) * 1.1)
    let panels: [any Panel] = measures.enumerated().flatMap { row, measure in
      zip(["plain", "residual"], pairs).map { name, pair in
        Plot(
          heading: row == 0 ? name : "",
          x: AxisDescription("epoch"),
          y: AxisDescription(measure.name, limits: limits, isLogarithmic: true),
          layers: layers(pair, measure.values),
          guides: .horizontal)
      }
    }
    let legend = DepthNetworks.depths.enumerated().map { index, depth in
      Legend.Entry(.series(SeriesStyle(index, width: 2.2)), "\(depth) layers")
    }
    return PlateDrawing(panels, columns: 2, sharesAxes: true, legend: legend)
  }

  /// Two curves, and what each ends with: above the upper one, below the lower one.
  private func layers(_ pair: [Curve], _ values: KeyPath<Curve, [Double]>) -> [any Layer] {
    let greatest = pair.compactMap { $0[keyPath: values].last }.max()
    return pair.enumerated().flatMap { index, curve -> [any Layer] in
      let errors = curve[keyPath: values]
      let epochs = errors.indices.map { Double($0 + 1) }
      let line = SeriesLayer(curve.name, x: epochs, y: errors, style: SeriesStyle(index, width: 2.2))
      guard let epoch = epochs.last, let error = errors.last else { return [line] }
      let isUpper = error == greatest
      let note = NoteLayer(
        DepthNumbers.percent(error), at: Point(x: epoch, y: error),
        pivot: Point(x: 1, y: isUpper ? 1 : 0), offset: Point(x: 4, y: isUpper ? -5 : 5))
      return [line, note]
    }
  }
}
