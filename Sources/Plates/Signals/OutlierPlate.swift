import Networks
import Numerics
import Rendering
import Training

/// A line fitted to points with one outlier under mean squared and mean absolute error.
struct OutlierPlate: Plate {
  struct Results: Codable, Sendable {
    let x: [Double]
    /// Without the outlier.
    let y: [Double]
    /// The point that becomes the outlier, and how far down it is moved for the left panel.
    let place: Int
    let shift: Double
    let fits: [Fit]
  }

  /// The lines that a loss chooses as the outlier moves down.
  struct Fit: Codable, Sendable {
    let name: String
    let shifts: [Double]
    let slopes: [Double]
    let intercepts: [Double]
  }

  let about = PlateDescription(
    name: "outlier", chapter: .signals, rows: [20],
    title: Words("One outlier turns the squared error, not the absolute", "이상치 하나: 제곱 오차는 끌려가고 절대 오차는 버틴다"),
    lesson: Words(
      """
      Under the squared error one wrong point turns the line, the further the point lies the more; under the absolute \
      error the line stays with the many.
      """,
      """
      제곱 오차에서는 잘못된 점 하나가 멀어질수록 직선을 더 돌려놓는다. 절대 오차에서는 직선이 다수의 점을 따른다.
      """),
    next: Words("See both losses and what they pull with", "두 손실과 그 당기는 힘을 보라"),
    command:
      "landscape train --data csv --train-file points.csv --target y --model mlp --loss mean-absolute-error")

  static let count = 21
  static let truth = (slope: 1.0, intercept: 0.0)
  static let place = 19
  static let shifts = SignalNumbers.positions(0, 8, count: 17)

  var height: Int { 760 }

  func results(from workshop: Workshop) throws -> Results {
    let x = SignalNumbers.positions(-1, 1, count: Self.count)
    var generator = SeededGenerator(seed: 3, for: .example)
    let y = x.map { Self.truth.slope * $0 + Self.truth.intercept + 0.12 * generator.normal() }
    let steps = workshop.effort.pick(3000, quick: 1500)
    let losses: [(String, LossFunction)] = [
      ("mean squared error", .meanSquaredError), ("mean absolute error", .meanAbsoluteError),
    ]
    let fits = try losses.map { name, loss in
      let lines = try Self.shifts.map { shift in
        var moved = y
        moved[Self.place] -= shift
        return try Self.line(x, moved, loss, steps: steps)
      }
      return Fit(
        name: name, shifts: Self.shifts, slopes: Kept.rounded(lines.map(\.slope)),
        intercepts: Kept.rounded(lines.map(\.intercept)))
    }
    return Results(
      x: Kept.rounded(x), y: Kept.rounded(y), place: Self.place, shift: 4, fits: fits)
  }

  /// One unit without activation, trained from zero with all points in each step.
  static func line(
    _ x: [Double], _ y: [Double], _ loss: LossFunction, steps: Int
  ) throws -> (slope: Double, intercept: Double) {
    var builder = GraphBuilder(input: SampleShape(channels: 1))
    _ = builder.add("line", .dense(Dense(units: 1)), builder.input)
    let probe = try KernelProbe(try builder.graph(), loss: loss, batchSize: x.count)
    probe.fill(images: x.map(Float.init), targets: y.map(Float.init))
    let configuration = OptimizerConfiguration(.adam(), learningRate: 0.05, weightDecay: 0)
    let schedule = LearningRateSchedule(.cosine)
    var optimizer = Optimizer(configuration, parameterCount: probe.layout.count)
    var parameters = [Float](repeating: 0, count: probe.layout.count)
    for step in 0..<steps {
      let gradient = probe.gradient(at: parameters).gradient
      let rate = configuration.learningRate * schedule.factor(step: step, stepsPerEpoch: steps, epochs: 1)
      parameters.withUnsafeMutableBufferPointer { parameters in
        gradient.withUnsafeBufferPointer { optimizer.step(parameters, $0, rate: rate, probe.layout) }
      }
    }
    return (Double(parameters[0]), Double(parameters[1]))
  }

  func claims(_ results: Results) -> [Claim] {
    guard results.fits.count == 2 else { return [] }
    let turned = results.fits.map { ($0.slopes.last ?? .nan) - $0.slopes[0] }
    let far = NumberText.value(results.fits[0].shifts.last ?? .nan)
    let text = { (value: Double) in NumberText.value(value) }
    return [
      Claim(
        Words(
          """
          An outlier \(far) below the line changes the slope from \(text(results.fits[0].slopes[0])) by \
          \(text(turned[0])) under the squared error, and by \(text(turned[1])) under the absolute error.
          """,
          """
          직선에서 \(far)만큼 벗어난 이상치는 제곱 오차의 기울기를 \(text(results.fits[0].slopes[0]))에서 \(text(turned[0]))만큼, \
          절대 오차의 기울기를 \(text(turned[1]))만큼 바꾼다.
          """),
        turned[0] < -0.5 && abs(turned[1]) < 0.1)
    ]
  }

  func caption(_ results: Results) -> Words {
    Words(
      """
      \(results.x.count) points of slope 1 with normal noise 0.12, one of them moved; a unit without activation, trained \
      with Adam, rate 0.05 on a cosine, from zero, all points in each step.
      """,
      """
      기울기 1에 표준편차 0.12의 잡음을 더한 점 \(results.x.count)개 가운데 하나를 옮겼다. 활성화 없는 유닛 하나를 0에서 \
      시작해 Adam(학습률 0.05, 코사인)으로 전체 점을 써서 학습했다.
      """)
  }
}
