import Data
import Models
import Networks
import Probing
import Rendering
import Surfaces
import Training

/// One map three times: of all samples, of a random choice, and estimated for all samples at the choice's cost.
///
/// After Särndal, Swensson & Wretman 1992, *Model Assisted Survey Sampling*, ch. 6.
struct WholeDataPlate: Plate {
  struct Results: Codable, Sendable {
    /// All samples, the random choice, the estimate.
    let surfaces: [KeptSurface]
    /// Standard errors of the choice and of the estimate, at each point.
    let errors: [[Double]]
    /// Evaluations of single samples by each map.
    let evaluations: [Int]
    let epochs: Int
  }

  let about = PlateDescription(
    name: "whole-data", chapter: .depth, rows: [10],
    title: Words("All samples, for the price of a few", "적은 비용으로 전체 샘플의 지형 그리기"),
    lesson: Words(
      """
      A random choice of samples is off by as much as its samples differ, and the picture does not show it. For the same number of \
      evaluations the mean over all samples can be estimated: samples that are weighted to be right at some points are right \
      nearly everywhere.
      """,
      """
      무작위로 고른 샘플은 샘플끼리 다른 만큼 틀리지만 그림에는 드러나지 않는다. 같은 횟수의 평가로 전체 샘플의 평균을 추정할 수 있다. 몇 점에서 맞도록 \
      가중치를 준 샘플은 거의 모든 점에서 맞는다.
      """),
    next: Words(
      "Map a network of your own within half a per cent", "직접 학습한 신경망을 0.5 % 오차로 그려 보라"),
    command: "landscape render model.ckpt --error 0.5% --uncertainty")

  var height: Int { 1100 }

  /// The shallow residual network of the chapter.
  func runs(_ effort: Effort) throws -> [PlateRun] { [try DepthNetworks.runs(effort)[2]] }

  func results(from workshop: Workshop) throws -> Results {
    let run = try runs(workshop.effort)[0]
    let checkpoint = try workshop.checkpoint(run)
    let axis = try Axis(lower: -1, upper: 1, count: workshop.effort.pick(25, quick: 9))
    func surface(_ change: (inout ProbeOptions) -> Void) throws -> Surface {
      var options = ProbeOptions(x: axis, y: axis)
      change(&options)
      return try workshop.surface(around: checkpoint, named: run.name, options)
    }
    let all = try surface { $0.samples = .max }
    let estimate = try surface { $0.estimation = 0.01 }
    guard let cost = estimate.provenance.estimation?.result?.evaluations else {
      preconditionFailure("so many samples are not all evaluated")
    }
    let choice = try surface { $0.samples = cost / all.count }
    let rounded = { (surface: Surface) in (surface.lossError ?? []).map { Kept.rounded($0, digits: 3) } }
    return Results(
      surfaces: [all, choice, estimate].map(KeptSurface.init), errors: [rounded(choice), rounded(estimate)],
      evaluations: [all.count * all.provenance.samples, all.count * choice.provenance.samples, cost],
      epochs: run.training.epochs)
  }
}
