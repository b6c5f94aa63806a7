import Data
import Evaluation
import Formats

/// What a network answers, as arrays of NumPy: `outputs`, `losses`, `labels` of classes or `targets`, and `samples`, the
/// indices of a choice.
struct AnswerArchive {
  private let arrays: [(name: String, array: [UInt8])]

  init(_ answers: SampleAnswers, set: SampleSet, samples: Samples) {
    let count = set.count
    var arrays = [
      ("outputs", NumPyArray.file(answers.outputs, extents: [count] + answers.extents)),
      ("losses", NumPyArray.file(answers.losses, extents: [count])),
    ]
    switch samples.targets {
    case .labels(let labels, _):
      let positions = samples.positions
      let chosen = set.indices.flatMap { labels[$0 * positions..<($0 + 1) * positions].map { Int64($0) } }
      arrays.append(
        ("labels", NumPyArray.file(chosen, extents: positions == 1 ? [count] : [count, positions])))
    case .numbers(let numbers, let width):
      let chosen = set.indices.flatMap { numbers[$0 * width..<($0 + 1) * width] }
      arrays.append(("targets", NumPyArray.file(chosen, extents: [count] + answers.extents)))
    }
    if count < set.population {
      arrays.append(("samples", NumPyArray.file(set.indices.map { Int64($0) }, extents: [count])))
    }
    self.arrays = arrays.map { (name: $0.0, array: $0.1) }
  }

  var bytes: [UInt8] { NumPyArchive.file(arrays) }
}
