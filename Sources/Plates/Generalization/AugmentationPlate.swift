import Rendering
import Training

/// Training and validation loss with and without augmentation.
struct AugmentationPlate: Plate {
  struct Results: Codable, Sendable {
    let curves: [LossCurves]
  }

  let about = PlateDescription(
    name: "augmentation", chapter: .generalization, rows: [13],
    title: Words("Changed samples are harder to learn by heart", "바뀌는 표본은 외우기 어렵다"),
    lesson: Words(
      """
      On the left, augmentation slows the fall of the training loss; on the right, the validation loss reaches its \
      least value later and then rises less.
      """,
      """
      왼쪽에서 증강은 학습 손실이 줄어드는 것을 늦춘다. 오른쪽에서 검증 손실은 더 늦게 최솟값에 이르고 그 뒤로 덜 커진다.
      """),
    next: Words("Shift by more pixels: the perceptron underfits", "더 많은 픽셀만큼 옮기면 퍼셉트론은 과소적합한다"),
    command: FewSamples.command("--crop 4 --flip"))

  var height: Int { 700 }

  private static func settings(_ effort: Effort) throws -> [PlateRun] {
    [
      try Remedy.nothing.run(effort), try Remedy.augmentation.run(effort),
      try FewSamples.run("shifts, flips, crops, cutout", effort) {
        var augmentation = Augmentation(cropPadding: 2, horizontalFlip: true)
        augmentation.resizedCrop = 0.3
        augmentation.aspect = 0.15
        augmentation.cutout = 8
        $0.augmentation = augmentation
      },
    ]
  }

  func runs(_ effort: Effort) throws -> [PlateRun] { try Self.settings(effort) }

  func results(from workshop: Workshop) throws -> Results {
    let names = ["as they are", "shifts by a pixel, flips", "shifts, flips, resized crops, cutout"]
    return Results(
      curves: try zip(names, Self.settings(workshop.effort)).map {
        LossCurves($0, try workshop.checkpoint($1).log)
      })
  }

  func claims(_ results: Results) -> [Claim] {
    guard let plain = results.curves.first else { return [] }
    let value = { (number: Double) in NumberText.value(number) }
    let others = results.curves.dropFirst()
    let finals = others.map { value($0.final) }.joined(separator: " and ")
    let trains = others.map { value($0.train.last ?? .nan) }
    return [
      Claim(
        Words(
          """
          The training loss ends at \(trains.joined(separator: " and ")) with augmentation, \
          \(value(plain.train.last ?? .nan)) without.
          """,
          """
          학습 손실은 증강을 쓰면 \(trains.joined(separator: "과 ")), 쓰지 않으면 \
          \(value(plain.train.last ?? .nan))에서 끝난다.
          """),
        others.allSatisfy { ($0.train.last ?? 0) > (plain.train.last ?? .infinity) }),
      Claim(
        Words(
          """
          The final validation loss is \(finals) with augmentation, \(value(plain.final)) without.
          """,
          """
          마지막 검증 손실은 증강을 쓰면 \(others.map { value($0.final) }.joined(separator: "과 ")), 쓰지 않으면 \
          \(value(plain.final))이다.
          """),
        others.allSatisfy { $0.final < plain.final }),
    ]
  }

  func caption(_ results: Results) -> Words {
    FewSamples.sentence(epochs: results.curves.first?.train.count ?? 0)
      + Words(
        """
        Layers \(FewSamples.name(of: FewSamples.widths)). Third setting: shifts by up to 2 pixels, flips, resized crops \
        of at least 0.7 of the area with aspect 0.15, cutout of 8 pixels.
        """,
        """
        층 \(FewSamples.name(of: FewSamples.widths)). 셋째 설정은 2픽셀까지의 이동, 좌우 반전, 면적의 0.7 이상을 종횡비 \
        0.15까지 잘라 키우기, 8픽셀 컷아웃.
        """)
  }

  func drawing(_ results: Results, in theme: Theme, _ language: Language) -> PlateDrawing {
    let last = results.curves.first?.epochs.last ?? 1
    let x = AxisDescription("epoch", limits: 0...last)
    let validation = results.curves.enumerated().map { $0.element.validationSeries(SeriesStyle($0.offset)) }
    let train = results.curves.enumerated().map { index, curves in
      SeriesLayer(curves.name, x: curves.epochs, y: curves.train, style: SeriesStyle(index))
    }
    return PlateDrawing(
      [
        Plot(
          heading: "Training loss, as changed", x: x, y: AxisDescription("cross entropy"), layers: train,
          guides: .horizontal),
        Plot(
          heading: "Validation loss", x: x, y: AxisDescription("cross entropy"), layers: validation,
          markers: results.curves.enumerated().map { $0.element.bestMarker(SeriesStyle($0.offset)) },
          guides: .horizontal),
      ], columns: 2,
      legend: train.map(\.legendEntry) + [Legend.Entry(.marker(.diamond), "least validation loss")])
  }
}
