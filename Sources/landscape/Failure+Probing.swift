import Probing
import Surfaces

extension Failure {
  /// An error with probing, in words.
  init(_ error: ProbingError) {
    switch error {
    case .kernel(let error): self.init(error)
    case .unknownBlock(let name, let names):
      let choice = Suggestion.nearest(to: name, among: names).map { "did you mean '\($0)'?" }
      self.init(
        .usage,
        "--weights \(name): no such parameters; \(choice ?? "see their names with 'landscape inspect --json'")"
      )
    case .storage(let error): self.init(error)
    case .invalidOption(let name, let reason): self.init(.usage, "--\(name) \(reason)")
    case .damagedParameters(let block):
      self.init(
        .data, "the checkpoint has parameters that are not numbers, first in \(block); train it again")
    case .unsuitableSamples(let network, let data):
      self.init(
        .data,
        "the network takes samples of \(network), the data has \(data); give the data it was trained on")
    case .noSamples(let split):
      let (reason, other) =
        split == .train
        ? ("the checkpoint says that it was trained on no sample", "test")
        : ("the test split is empty", "train")
      self.init(.data, "\(reason), so there is no loss to compute; probe with --split \(other)")
    case .surfaceFromOtherInputs(let path, let differences):
      self.init(
        .cannotCreate,
        "\(path): made from other inputs (\(differences.joined(separator: ", "))); "
          + "choose another place, or --force to recompute it")
    case .stopped(let path, let done, let total):
      self.init(
        .interrupted,
        "stopped; \(path) holds \(done.grouped) of \(total.grouped) points - repeat the command to continue")
    }
  }

  /// An error with an axis, in words.
  init(_ error: AxisError, option: String) {
    let form = "write LOWER:UPPER:COUNT, e.g. -1:1:51"
    switch error {
    case .unreadable(let text): self.init(.usage, "--\(option) '\(text)': not a range; \(form)")
    case .notFinite(let lower, let upper):
      self.init(.usage, "--\(option) \(lower):\(upper): the ends must be finite numbers; \(form)")
    case .empty(let lower, let upper):
      self.init(.usage, "--\(option) \(lower):\(upper): the range is empty; put the lower end first")
    case .invalidCount(let count):
      self.init(.usage, "--\(option): \(count) points; use 2 to \(Axis.largestCount.grouped)")
    }
  }
}
