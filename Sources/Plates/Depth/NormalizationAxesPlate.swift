import Networks
import Numerics
import Rendering
import Tensors

/// Which numbers each kind of normalization averages over, found by changing one of them.
///
/// After Wu & He 2018, arXiv:1803.08494, figure 2.
struct NormalizationAxesPlate: Plate {
  struct Results: Codable, Sendable {
    let samples: Int
    let channels: Int
    /// Pixels along each side of an image.
    let side: Int
    /// Place of the changed input in `[sample][channel][row][column]`.
    let place: Int
    let kinds: [Kind]
  }

  struct Kind: Codable, Sendable {
    let name: String
    /// The axes that it averages over.
    let axes: String
    /// Numbers that the kind is to average over together with the changed one.
    let expected: Int
    /// Places of the outputs that change.
    let changed: [Int]
  }

  struct Case {
    let name: String
    let axes: String
    let operation: Operation
    let expected: Int
  }

  static let samples = 4
  static let shape = SampleShape(channels: 6, height: 4, width: 4)

  static let cases: [Case] = [
    Case(
      name: "batch", axes: "over $N, H, W$",
      operation: .batchNormalization(BatchNormalization()),
      expected: samples * shape.area),
    Case(
      name: "layer", axes: "over $C, H, W$",
      operation: .groupNormalization(GroupNormalization(groups: 1)), expected: shape.count),
    Case(
      name: "instance", axes: "over $H, W$",
      operation: .groupNormalization(GroupNormalization(groups: shape.channels)), expected: shape.area),
    Case(
      name: "group", axes: "over $C/2, H, W$",
      operation: .groupNormalization(GroupNormalization(groups: 2)), expected: shape.count / 2),
  ]

  let about = PlateDescription(
    name: "normalization-axes", chapter: .depth, rows: [8],
    title: Words("What a normalization averages over", "정규화는 무엇에 대해 평균하는가"),
    lesson: Words(
      """
      One input was changed, and every output that moved is marked (rows are samples, columns channels, squares pixels): \
      they share mean and variance with it. Only batch normalization lets the samples of a batch influence each other.
      """,
      """
      입력 하나를 바꾸고 따라 움직인 출력을 모두 표시했다(행은 샘플, 열은 채널, 네모는 픽셀). 바로 그 값들이 평균과 분산을 함께 쓴다. 배치 안의 샘플들이 서로 \
      영향을 주는 것은 배치 정규화뿐이다.
      """),
    next: Words(
      "See what that means for small batches (small-batches)", "작은 배치에서 어떤 차이가 나는지 보라(small-batches)"),
    command: "landscape train --model resnet-20 --normalization group:4")

  var height: Int { 950 }

  func results(from workshop: Workshop) throws -> Results {
    let place = Self.shape.count + 2 * Self.shape.area + Self.shape.width + 1
    return Results(
      samples: Self.samples, channels: Self.shape.channels, side: Self.shape.width, place: place,
      kinds: try Self.cases.map { item in
        Kind(
          name: item.name, axes: item.axes, expected: item.expected,
          changed: try Self.changed(by: item.operation, place))
      })
  }

  /// The outputs of a normalization of random numbers that are others when the one at a place is raised by 1.
  static func changed(by operation: Operation, _ place: Int) throws -> [Int] {
    var builder = GraphBuilder(input: shape)
    let normalized = builder.add("normalization", operation, builder.input)
    _ = builder.add("flatten", .flatten, normalized)
    let plan = try DifferentiationPlan(
      graph: try builder.graph(), loss: .crossEntropy, batchSize: samples, statistics: .batch)
    let parameters = Initialization.parameters(of: plan.graph, seed: 0, weights: .zero)
    var generator = SeededGenerator(seed: 0, for: .exampleDraw(0))
    let inputs = (0..<plan.inputs[0].floats.count).map { _ in Float(generator.normal()) }
    plan.labels.update(repeating: 0)
    let outputs = [Float(0), 1].map { change in
      _ = plan.inputs[0].floats.update(fromContentsOf: inputs)
      plan.inputs[0].floats[place] += change
      return parameters.withUnsafeBufferPointer { point in
        _ = plan.evaluate(at: point)
        return Array(plan.outputs)
      }
    }
    return zip(outputs[0], outputs[1]).enumerated().filter { abs($1.0 - $1.1) > 1e-6 }.map(\.offset)
  }

  func claims(_ results: Results) -> [Claim] {
    let total = results.samples * results.channels * results.side * results.side
    return results.kinds.map { kind in
      Claim(
        Words(
          "With \(kind.name) normalization \(kind.changed.count) of \(total) outputs change with the input.",
          "\(Self.korean[kind.name] ?? kind.name) 정규화에서는 출력 \(total)개 가운데 \(kind.changed.count)개가 함께 바뀐다."),
        kind.changed.count == kind.expected && kind.changed.contains(results.place))
    }
  }

  static let korean = ["batch": "배치", "layer": "층", "instance": "인스턴스", "group": "그룹"]

  func caption(_ results: Results) -> Words {
    let shape = "\(results.channels)\u{00A0}×\u{00A0}\(results.side)\u{00A0}×\u{00A0}\(results.side)"
    return Words(
      """
      \(NumberText.word(results.samples).capitalized) samples of \(shape) standard normal numbers (seed 0), normalized in training mode by the \
      program's own operations, before and after one number is raised by 1; an output counts as changed when it moves by \
      more than 0.000001.
      """,
      """
      표준 정규 난수 \(shape)로 된 샘플 \(results.samples)개(시드 0)를 프로그램의 연산 그대로 학습 모드에서 정규화하고, 수 \
      하나를 1만큼 키운 뒤와 비교했다. 0.000001보다 크게 움직인 출력을 바뀐 것으로 센다.
      """)
  }
}

/// What the images of changed outputs look like.
struct AxesColours {
  enum State {
    case cause
    case changed
    case unchanged
  }

  let cause: Colour
  let changed: Colour
  let unchanged: Colour
  let ground: Colour

  init(_ theme: Theme) {
    cause = theme.secondSeries
    changed = theme.firstSeries
    unchanged = theme.faint
    ground = theme.background
  }

  /// One square a pixel, set apart by lines.
  func image(side: Int, _ state: (Int) -> State) -> Raster {
    let (cell, line) = (9, 1)
    let width = side * (cell + line) + line
    var image = Raster(
      width: width, height: width, pixels: Array(repeating: ground.premultipliedWord, count: width * width))
    for pixel in 0..<side * side {
      let colour =
        switch state(pixel) {
        case .cause: cause.premultipliedWord
        case .changed: changed.premultipliedWord
        case .unchanged: unchanged.premultipliedWord
        }
      let (top, left) = (pixel / side * (cell + line) + line, pixel % side * (cell + line) + line)
      for row in top..<top + cell {
        for column in left..<left + cell { image.pixels[row * width + column] = colour }
      }
    }
    return image
  }
}
