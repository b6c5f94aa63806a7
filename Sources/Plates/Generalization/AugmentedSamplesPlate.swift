import Data
import Networks
import Rendering

/// One image for each kind of augmentation, as several epochs see it.
struct AugmentedSamplesPlate: Plate {
  struct Results: Codable, Sendable {
    let rows: [Row]
  }

  struct Row: Codable, Sendable {
    let kind: AugmentationKind
    let original: PixelText
    let changed: [PixelText]
  }

  /// Epochs shown of each kind.
  private static let draws = 7

  let about = PlateDescription(
    name: "augmentations", chapter: .generalization, rows: [13],
    title: Words("One sample, seen anew in every epoch", "에포크마다 새롭게 보이는 하나의 표본"),
    lesson: Words(
      """
      Each row starts with the sample as it is; beside it is what the first epochs see of it. The picture changes, \
      its label does not: a boot is a boot on whichever side it points, though hardly upside down.
      """,
      """
      각 행의 첫 그림은 원래 표본이고 오른쪽은 처음 몇 에포크가 보는 모습이다. 그림은 바뀌어도 라벨은 그대로다. \
      부츠는 어느 쪽을 향해도 부츠지만, 거꾸로 선 부츠는 거의 없다.
      """),
    next: Words("Train with some of them", "몇 가지를 골라 학습시켜 보라"),
    command:
      "landscape train --model resnet-8 --limit 2000 --crop 2 --flip --brightness 0.3 --cutout 8")

  var height: Int { 1330 }

  func results(from workshop: Workshop) throws -> Results {
    let fashion = try workshop.samples(.fashionMNIST, .train)
    let shapes = try DatasetDescription.resolve(
      name: "shapes", generator: GeneratorOptions(noise: 0.03, trainCount: 20, testCount: 1)
    ).load(.train)
    return Results(
      rows: AugmentationKind.allCases.map { kind in
        let image =
          kind.isOfColours
          ? AugmentedImage(tinting: shapes, kind.sample, from: [-0.15, 0.15, 0.75], to: [1.3, 0.7, -0.4])
          : AugmentedImage(fashion, kind.sample)
        return Row(
          kind: kind, original: image.original,
          changed: image.changed(kind.augmentation, count: Self.draws))
      })
  }

  func claims(_ results: Results) -> [Claim] {
    guard let flip = results.rows.first(where: { $0.kind == .horizontalFlip }),
      let cutout = results.rows.first(where: { $0.kind == .cutout }),
      let brightness = results.rows.first(where: { $0.kind == .brightness })
    else { return [] }
    let count = flip.changed.count
    let (mirrored, same) = (
      flip.changed.count { $0 == flip.original.mirrored }, flip.changed.count { $0 == flip.original }
    )
    let values = cutout.original.values
    let hidden = cutout.changed.map { zip($0.values, values).count { $0 != $1 } }.max() ?? 0
    let side = AugmentationKind.cutoutSide
    let mean = { (image: PixelText) in image.values.reduce(0, +) / Double(image.values.count) }
    let means = brightness.changed.map { mean($0) / mean(brightness.original) }
    let (low, high) = (
      NumberText.value(means.min() ?? .nan, digits: 2), NumberText.value(means.max() ?? .nan, digits: 2)
    )
    return [
      Claim(
        Words(
          "Of \(count) passes \(mirrored) mirror the boot and \(same) leave it as it is.",
          "\(count)번 가운데 \(mirrored)번은 부츠가 좌우로 뒤집히고 \(same)번은 그대로이다."),
        mirrored + same == count && mirrored > 0 && same > 0),
      Claim(
        Words(
          "Cutout changes at most \(hidden) of \(values.count) pixels, no more than its \(side) × \(side).",
          "컷아웃이 바꾸는 픽셀은 \(values.count)개 가운데 많아야 \(hidden)개로, \(side) × \(side)를 넘지 않는다."),
        hidden > 0 && hidden <= side * side),
      Claim(
        Words(
          "Brightness multiplies the mean of the pixels by \(low) to \(high).",
          "밝기 변화는 픽셀 평균을 \(low)배에서 \(high)배 사이로 바꾼다."),
        (means.min() ?? 0) >= 0.37 && (means.max() ?? 2) <= 1.63),
    ]
  }

  func caption(_ results: Results) -> Words {
    Words(
      """
      Samples of Fashion-MNIST, and two figures of the generated data set tinted for the changes of colour, through the \
      trainer's own augmentation with seed 0.
      """,
      """
      Fashion-MNIST의 표본과, 색 변화를 위해 물들인 생성 데이터 세트의 도형 두 개. 학습기의 증강을 시드 0으로 그대로 적용.
      """)
  }

  func drawing(_ results: Results, in theme: Theme, _ language: Language) -> PlateDrawing {
    let items = results.rows.flatMap { row in
      ([row.original] + row.changed).map { ImageGrid.Item($0.raster) }
    }
    let columns = (results.rows.first?.changed.count ?? 0) + 1
    return PlateDrawing([
      ImageGrid(
        items, columns: columns, rowNames: results.rows.map(\.kind.name),
        columnNames: ["original"] + (1..<columns).map { "epoch \($0)" })
    ])
  }
}
