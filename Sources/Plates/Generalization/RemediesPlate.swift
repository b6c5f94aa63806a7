import Rendering
import Training

/// Least and final validation loss of the same training with each remedy against overfitting.
struct RemediesPlate: Plate {
  struct Results: Codable, Sendable {
    let epochs: Int
    /// By final validation loss, the least first.
    let cases: [Case]
  }

  struct Case: Codable, Sendable {
    let remedy: Remedy
    let least: Double
    /// The epoch of the least validation loss.
    let best: Int
    /// Mean over the last five epochs; with early stopping that of the weights it went back to.
    let final: Double
    let finalError: Double
    let testError: Double
  }

  let about = PlateDescription(
    name: "remedies", chapter: .generalization, rows: [11, 12, 13, 14, 15, 16],
    title: Words("What each remedy does to the validation loss", "과적합 처방은 검증 손실을 얼마나 줄이나"),
    lesson: Words(
      """
      From the least validation loss on the way (diamond) to the one at the end (disc): the longer the line, the \
      more is lost by training on. Early stopping loses nothing, most other remedies lose less than no remedy; a smaller \
      network, which learns its few samples by heart all the same, is none here.
      """,
      """
      마름모는 도중의 최소 검증 손실, 점은 마지막의 검증 손실이다. 선이 길수록 계속 학습해서 잃은 것이 많다. \
      조기 종료는 잃는 것이 없고 다른 방법도 대부분 덜 잃는다. 작은 신경망은 적은 표본을 그대로 외우므로 여기서는 처방이 되지 \
      못한다.
      """),
    next: Words("Combine two of them", "두 가지를 함께 써 보라"),
    command: FewSamples.command("--dropout 0.5 --penalty l2 --penalty-strength 0.01"))

  var height: Int { 720 }

  func runs(_ effort: Effort) throws -> [PlateRun] { try Remedy.allCases.map { try $0.run(effort) } }

  func results(from workshop: Workshop) throws -> Results {
    let cases = try Remedy.allCases.map { remedy in
      let run = try remedy.run(workshop.effort)
      let checkpoint = try workshop.checkpoint(run)
      let curves = LossCurves(remedy.name, checkpoint.log)
      // The logged loss of a smoothed run is smoothed too, and no measure beside the others.
      let validation =
        remedy == .smoothing
        ? try PlainLoss(run, in: workshop).onValidation(workshop.trajectory(run)) : curves.validation
      let least = validation.indices.min { validation[$0] < validation[$1] } ?? 0
      func end(_ values: [Double]) -> Double {
        checkpoint.restoredEpoch.map { values[$0 - 1] } ?? LossCurves.ending(values)
      }
      return Case(
        remedy: remedy, least: validation[least], best: least + 1, final: end(validation),
        finalError: end(curves.validationError), testError: end(curves.testError))
    }
    return Results(
      epochs: FewSamples.epochs(workshop.effort), cases: cases.sorted { $0.final < $1.final })
  }

  func claims(_ results: Results) -> [Claim] {
    guard let nothing = results.cases.first(where: { $0.remedy == .nothing }), let best = results.cases.first
    else { return [] }
    let value = { (number: Double) in NumberText.value(number) }
    let others = results.cases.filter { $0.remedy != .nothing }
    let (better, count) = (others.count { $0.final < nothing.final }, others.count)
    guard let smaller = others.first(where: { $0.remedy == .smaller }) else { return [] }
    let errors = results.cases.map(\.finalError)
    return [
      Claim(
        Words(
          """
          Without a remedy the validation loss rises from \(value(nothing.least)) after epoch \(nothing.best) to \
          \(value(nothing.final)) over the last five of \(results.epochs) epochs.
          """,
          """
          처방이 없으면 검증 손실은 \(nothing.best) 에포크의 \(value(nothing.least))에서 \(results.epochs) 에포크 가운데 \
          마지막 다섯 에포크의 평균 \(value(nothing.final))까지 커진다.
          """),
        nothing.final > 1.2 * nothing.least),
      Claim(
        Words(
          """
          \(better) of the \(count) remedies end with a lower one, the best with \(value(best.final)) (\(best.remedy.name)); \
          the smaller network ends with \(value(smaller.final)).
          """,
          """
          처방 \(count)가지 가운데 \(better)가지가 더 낮은 값으로 끝나며, 가장 낮은 것은 \(value(best.final))\
          (\(best.remedy.name))이다. 작은 신경망은 \(value(smaller.final))로 끝난다.
          """),
        better == count - 1 && smaller.final > nothing.final),
      Claim(
        Words(
          """
          The validation errors lie closer together: from \(NumberText.percentage(errors.min() ?? .nan)) to \
          \(NumberText.percentage(errors.max() ?? .nan)), and \(NumberText.percentage(nothing.finalError)) without a remedy.
          """,
          """
          검증 오류율의 차이는 그보다 작다. \(NumberText.percentage(errors.min() ?? .nan))에서 \
          \(NumberText.percentage(errors.max() ?? .nan)) 사이이고 처방이 없으면 \
          \(NumberText.percentage(nothing.finalError))이다.
          """),
        (errors.max() ?? 0) - (errors.min() ?? 0) < 0.1),
    ]
  }

  func caption(_ results: Results) -> Words {
    FewSamples.sentence(epochs: results.epochs)
      + Words(
        """
        Layers \(FewSamples.name(of: FewSamples.widths)), the smaller network \
        \(FewSamples.name(of: Remedy.smallerWidths)). Patience 10; \(Remedy.penaltyNames.english); dropout and DropConnect: rate 0.5; augmentation: shifts by a pixel and flips; label \
        smoothing 0.1, measured without it.
        """,
        """
        층 \(FewSamples.name(of: FewSamples.widths)), 작은 신경망은 \(FewSamples.name(of: Remedy.smallerWidths)). \
        patience 10, \(Remedy.penaltyNames.korean), 드롭아웃과 DropConnect 비율 0.5, \
        증강은 한 픽셀 이동과 좌우 반전, 라벨 스무딩 0.1(손실은 스무딩 없이 측정).
        """)
  }
}
