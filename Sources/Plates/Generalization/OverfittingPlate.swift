import Rendering
import Training

/// Training and validation loss by epoch, and where early stopping ends the run.
struct OverfittingPlate: Plate {
  struct Results: Codable, Sendable {
    let curves: LossCurves
    let patience: Int
    /// The epoch whose weights early stopping went back to.
    let restored: Int
    /// The epoch after which it ended the run.
    let stopped: Int
    /// Whether the stopped run's validation losses are those of the other, as far as it went.
    let isSameRun: Bool
  }

  let about = PlateDescription(
    name: "overfitting", chapter: .generalization, rows: [11, 12],
    title: Words("The training loss falls, the validation loss turns", "학습 손실은 줄고 검증 손실은 돌아선다"),
    lesson: Words(
      """
      The training loss falls towards zero while the validation loss turns and rises: the gap is overfitting. Early \
      stopping waits through the shaded epochs for a lower validation loss, then goes back to the best weights.
      """,
      """
      학습 손실은 0을 향해 줄지만 검증 손실은 어느 순간부터 다시 커진다. 그 차이가 과적합이다. 조기 종료는 음영으로 표시한 \
      에포크 동안 검증 손실이 더 낮아지기를 기다리다가 가장 좋았던 가중치로 되돌아간다.
      """),
    next: Words("Vary the patience", "patience를 바꾸어 보라"),
    command: FewSamples.command("--patience 20"))

  var height: Int { 700 }

  func runs(_ effort: Effort) throws -> [PlateRun] {
    try [Remedy.nothing, .earlyStopping].map { try $0.run(effort) }
  }

  func results(from workshop: Workshop) throws -> Results {
    let whole = try workshop.checkpoint(Remedy.nothing.run(workshop.effort)).log
    let stopped = try workshop.checkpoint(Remedy.earlyStopping.run(workshop.effort))
    let count = stopped.log.count
    return Results(
      curves: LossCurves("whole run", whole), patience: Remedy.patience,
      restored: stopped.restoredEpoch ?? count, stopped: count,
      isSameRun: stopped.log.map(\.validationLoss) == whole.prefix(count).map(\.validationLoss))
  }

  func claims(_ results: Results) -> [Claim] {
    let curves = results.curves
    let value = { (number: Double?) in NumberText.value(number ?? .nan) }
    let (best, last) = (results.restored, curves.train.count)
    let (least, final) = (curves.validation[best - 1], curves.final)
    let (early, late) = (curves.test[best - 1], curves.test[last - 1])
    let (error, finalError) = (curves.validationError[best - 1], curves.validationError[last - 1])
    return [
      Claim(
        Words(
          """
          The validation loss is least, \(value(least)), after epoch \(best); after epoch \(last) it is \(value(final)), \
          while the training loss has fallen to \(value(curves.train.last)).
          """,
          """
          검증 손실은 \(best) 에포크에서 \(value(least))로 가장 작고 \(last) 에포크에서는 \(value(final))이며, \
          그동안 학습 손실은 \(value(curves.train.last))까지 줄었다.
          """),
        results.restored == curves.best && final > 1.2 * least && (curves.train.last ?? 1) < 0.2 * least),
      Claim(
        Words(
          """
          With a patience of \(results.patience) epochs the run stops after epoch \(results.stopped) and goes back to epoch \
          \(best); its test loss is \(value(early)), that of the whole run \(value(late)).
          """,
          """
          patience가 \(results.patience)이면 \(results.stopped) 에포크에서 멈추고 \(best) 에포크의 가중치로 되돌아간다. \
          테스트 손실은 \(value(early)), 끝까지 학습하면 \(value(late))이다.
          """),
        results.isSameRun && results.stopped - best == results.patience && early < late),
      Claim(
        Words(
          """
          The validation error does not rise with the loss: \(NumberText.percentage(error)) at the best epoch, \
          \(NumberText.percentage(finalError)) at the end. What rises is the confidence in wrong answers.
          """,
          """
          검증 오류율은 손실과 함께 커지지 않는다. 가장 좋은 에포크에서 \(NumberText.percentage(error)), 마지막에 \
          \(NumberText.percentage(finalError))이다. 커지는 것은 오답에 대한 확신이다.
          """),
        finalError < error + 0.01),
    ]
  }

  func caption(_ results: Results) -> Words {
    FewSamples.sentence(epochs: results.curves.train.count)
      + Words(
        """
        Layers \(FewSamples.name(of: FewSamples.widths)). Training values are means over the batches of an epoch, each \
        before its own step.
        """,
        """
        층 \(FewSamples.name(of: FewSamples.widths)). 학습 값은 에포크 안의 배치에서 매 단계 직전에 잰 값의 평균.
        """)
  }
}
