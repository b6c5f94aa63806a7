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
    case .unmatchedPattern(let pattern, let names):
      self.init(.usage, "--only '\(pattern)': no tensor has such a name; \(Self.nearest(to: pattern, names))")
    case .storage(let error): self.init(error)
    case .format(let error): self.init(error)
    case .invalidOption(let name, let reason): self.init(.usage, "--\(name) \(reason)")
    case .damagedParameters(let block):
      self.init(
        .data, "the checkpoint has parameters that are not numbers, first in \(block); train it again")
    case .noCurvature:
      self.init(
        .data,
        "the loss or its derivatives overflow at the trained parameters, so that there is no curvature; train it again"
      )
    case .unusableDirection(let name, let problem):
      self.init(.data, "\(name): \(Self.words(for: problem))")
    case .directionsOfItsOwn(let path):
      self.init(
        .cannotCreate,
        "\(path): made along directions that options do not name; --force to recompute it along others")
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

  /// The pattern, or the name, that a pattern that names nothing probably means.
  private static func nearest(to pattern: String, _ names: [String]) -> String {
    // Whoever names a module means what is in it.
    var groups: [String] = []
    for name in names {
      for dot in name.indices where name[dot] == "." { groups.append("\(name[..<dot]).*") }
    }
    let candidates = names + Set(groups).sorted()
    return Suggestion.nearest(to: pattern, among: candidates).map { "did you mean '\($0)'?" }
      ?? "see the names with 'landscape inspect'"
  }

  /// The first difference of a network from another, in words.
  static func words(for difference: NetworkDifference) -> String {
    switch difference {
    case .name(let expected, let found): "its tensor \(found) is where the network has \(expected)"
    case .shape(let block, let expected, let found):
      "its \(block) has the shape \(found), in the network it has \(expected)"
    case .missing(let block): "it has no \(block)"
    case .more(let block): "it has \(block), which the network has not"
    case .constant(let block): "its constant \(block) has other numbers"
    case .role(let block): "its \(block) is another kind of parameter"
    }
  }

  private static func words(for problem: DirectionProblem) -> String {
    switch problem {
    case .otherNetwork: "its network has other parameters; give a model of the same network"
    case .differentNetwork(let difference):
      "another network: \(words(for: difference)); give a model of the same network"
    case .noMovement(1): "has one snapshot, at the trained point; keep more with 'train --snapshots N'"
    case .noMovement(let snapshots):
      "all \(snapshots.grouped) snapshots are at the trained point; give a run that moved"
    case .onlyALine(let snapshots):
      "\(snapshots.grouped == "1" ? "one snapshot" : "\(snapshots.grouped) snapshots") and the trained point lie on a "
        + "line; keep more snapshots, or plot them with 'landscape line --trajectory'"
    case .otherCount(let expected, let found):
      "has \(found.grouped) numbers, the network \(expected.grouped) parameters; give one for each parameter"
    case .otherShape(let block, let expected, let found):
      "\(block) has the shape \(found), in the network it has \(expected)"
    case .noTensors(let found):
      found.isEmpty
        ? "has no tensors"
        : "none of its tensors (\(found.prefix(3).joined(separator: ", ")) …) is named like the network's; "
          + "see their names with 'landscape inspect --json'"
    case .tooFewDirections(let needed, let found):
      found == 1
        ? "has one direction, and \(needed) are needed; give --x alone for a line"
        : "has \(found) directions, and \(needed) are needed"
    case .otherTensorCount(let parameters, let states, let found):
      "has \(found.grouped) tensors; the network has \(parameters.grouped) parameter tensors"
        + (states == parameters ? "" : ", \(states.grouped) with its statistics and counters")
    case .unknownTensor(let name, let known):
      "the network has no parameters '\(name)'; "
        + (Suggestion.nearest(to: name, among: known).map { "did you mean '\($0)'?" }
          ?? "see their names with 'landscape inspect --json'")
    case .differingTies(let first, let second):
      "\(first) and \(second) are the same parameters in the network, and differ in the file"
    case .tooFew(let asked, let found):
      "has \(found) principal components, not \(asked); choose from 1 to \(found)"
    case .notFinite: "has numbers that are not finite; no direction can be made of it"
    case .otherStart(let name): "begins at another network, \(name); give that one, or connect this one"
    case .tooManySnapshots(let found, let limit):
      "\(found.grouped) snapshots, and components are computed of \(limit.grouped) at most; keep fewer with "
        + "'train --snapshot-limit'"
    case .sameParameters: "has the weights of the first network, so that no way leads to it; give another one"
    case .otherRun(let model, let expected, let found):
      "snapshots of \(model) with \(found.grouped) parameters, and the network has \(expected.grouped); "
        + "give a run of the same network"
    case .onTheLine: "lies on a line with the other models, so that no plane is theirs; give another one"
    case .vanishes: "is zero everywhere, which is no direction"
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
