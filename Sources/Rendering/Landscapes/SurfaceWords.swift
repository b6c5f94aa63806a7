import Surfaces

/// The sentences of a surface's picture: title, caption, description, and notes for its file.
struct SurfaceWords {
  let surface: Surface
  let summary: SurfaceSummary

  private var provenance: SurfaceProvenance { surface.provenance }
  private var isPlane: Bool { surface.y != nil }

  var title: String {
    if let imported = provenance.imported { return "Loss in \(imported)" }
    if let curve { return "Loss of \(provenance.model) \(curve)" }
    return "Loss around \(provenance.model) \(dataRole)"
  }

  /// The curve that a line is along; nil of others.
  var curve: String? {
    guard case .curve(let name, _)? = provenance.directions?.first else { return nil }
    return name
  }

  /// What the data are to the network: those that it was trained on, where that is known.
  var dataRole: String { "\(provenance.namedData == nil ? "trained " : "")on \(provenance.dataset)" }

  /// The network by its name, or by the file that it was imported from, and its size.
  private var network: String {
    let name = provenance.networkOrigin.map { "Imported from \($0)" } ?? provenance.model
    return "\(name), \(parameters)"
  }

  /// How many parameters can be trained.
  var parameters: String { NumberText.count(provenance.trainableCount, "parameter") }

  /// What was computed, and how: model, data, samples, error, directions, grid, points without a value.
  var caption: String {
    if provenance.imported != nil {
      return "\(samples) Grid: \(grid)." + (counts.isEmpty ? "" : counts + ".")
    }
    var parts = [
      "\(network). \(samples)"
    ]
    if let trainedPoint { parts.append("Trained point: \(trainedPoint).") }
    parts.append(directions)
    parts.append("Grid: \(grid)." + (counts.isEmpty ? "" : counts + "."))
    return parts.joined(separator: " ")
  }

  /// What the loss is a mean over.
  var samples: String { samples(of: loss) }

  /// What a quantity, such as the mean loss, was computed over.
  func samples(of quantity: String) -> String {
    if let imported = provenance.imported {
      return "From \(imported), which does not say how it was computed."
    }
    if let estimation = provenance.estimation { return "\(quantity) \(estimated(estimation))" }
    let isAll = provenance.samples == provenance.population
    let data =
      isAll
      ? "all \(NumberText.count(provenance.samples))"
      : "\(NumberText.count(provenance.samples)) of \(NumberText.count(provenance.population))"
    return
      "\(quantity) over \(data) \(provenance.splitWord)samples of \(provenance.dataset)"
      + (isAll ? "." : " (sample seed \(provenance.sampleSeed)).")
  }

  /// What the losses of several surfaces are means over, all of them estimated with at most this relative error.
  func samples(estimatedWithin error: Double) -> String {
    "\(loss) \(overAll), estimated\(Self.within(error)) (sample seed \(provenance.sampleSeed))."
  }

  /// What the mean is of.
  private var loss: String {
    "Mean \(provenance.loss)" + (provenance.target.map { " of the standardized \($0)" } ?? "")
  }

  /// How the mean over all samples was found.
  private func estimated(_ estimation: EstimationRecord) -> String {
    guard let result = estimation.result, let samples = result.samplesPerPoint else { return overAll + "." }
    return overAll + ", estimated\(result.medianError.map(Self.within) ?? "")"
      + " from \(NumberText.count(samples)) evaluations a point (sample seed \(provenance.sampleSeed))."
  }

  private var overAll: String {
    "over all \(NumberText.count(provenance.population)) \(provenance.splitWord)samples of \(provenance.dataset)"
  }

  private static func within(_ error: Double) -> String {
    " within \u{00B1}\u{00A0}\(NumberText.value(error * 100, digits: 2))\u{00A0}% (median standard error)"
  }

  /// Loss and accuracy of the network itself, if they were checked.
  ///
  /// A mean over all samples of a split has no error by their choice.
  var trainedPoint: String? {
    if provenance.estimation != nil { return knownTrainedPoint }
    return provenance.selfCheck.map { check in
      let isExact = check.standardError == 0 && provenance.samples == provenance.population
      return "loss \(NumberText.value(check.checkpointLoss))"
        + (isExact
          ? "" : " \u{00B1} \(NumberText.value(check.standardError, digits: 2)) (standard error)")
        + (check.checkpointAccuracy.map { ", accuracy \(NumberText.percentage($0))" } ?? "")
    }
  }

  /// The same where a surface is estimated: all samples are evaluated at the trained parameters.
  private var knownTrainedPoint: String? {
    guard let centre = surface.centreIndex, surface.loss[centre].isFinite else { return nil }
    let accuracy = surface.accuracy[centre]
    let error = surface.lossError?[centre] ?? 0
    return "loss \(NumberText.value(surface.loss[centre]))"
      + (error > 0 ? " \u{00B1} \(NumberText.value(error, digits: 2)) (standard error)" : "")
      + (accuracy.isNaN ? "" : ", accuracy \(NumberText.percentage(accuracy))")
  }

  /// Alt text.
  func description(of kind: String) -> String {
    (provenance.imported.map { "\(kind) of the loss in \($0): " }
      ?? "\(kind) of the loss of \(provenance.model), \(dataRole), along \(way): ")
      + "\(range("α", surface.x))"
      + (surface.y.map { ", " + range("β", $0) } ?? "")
      + ". \(extremes)" + (counts.isEmpty ? "" : counts + ".")
  }

  private var way: String {
    if let weights = provenance.weights { return SurfaceGroup.joined(weights.map(\.address)) }
    if let sources = provenance.directions { return SurfaceGroup.joined(sources.map(\.description)) }
    return (isPlane ? "two random directions" : "a random direction") + " in weight space"
  }

  /// What an axis measures.
  func axisName(_ index: Int) -> String {
    if provenance.imported != nil { return index == 0 ? "$α$" : "$β$" }
    if let weights = provenance.weights { return "change of \(weights[index].address)" }
    if let sources = provenance.directions {
      if case .principal(let number, _, let explained, _) = sources[index] {
        return
          "$\(index == 0 ? "α" : "β")$ (PC \(number), \(NumberText.percentage(explained)))"
      }
      if let curve { return curve }
      return "$\(index == 0 ? "α" : "β")$ (\(sources[index].description))"
    }
    if !isPlane { return "$α$ (along the direction)" }
    return index == 0 ? "$α$ (first direction)" : "$β$ (second direction)"
  }

  /// Loss at the trained point and the range of the grid's.
  var extremes: String {
    var parts: [String] = []
    if let loss = summary.trainedLoss {
      parts.append("The loss at the trained point, \(origin), is \(NumberText.value(loss)).")
    }
    if let lowest = summary.lowest, let highest = summary.highest {
      parts.append(
        "The lowest value on the grid is \(NumberText.value(lowest.loss)) at \(place(lowest.place)), the highest "
          + "\(NumberText.value(highest.loss)) at \(place(highest.place)).")
    } else {
      parts.append("No grid point has a finite loss.")
    }
    return parts.joined(separator: " ")
  }

  /// What a file says of the surface's origin.
  var notes: [PictureNote] {
    var notes = [
      PictureNote(
        "Seeds",
        "probe \(provenance.seed), samples \(provenance.sampleSeed), directions "
          + provenance.directionSeeds.map(String.init).joined(separator: " ")),
      PictureNote(
        "Digests",
        "checkpoint \(provenance.checkpointDigest.hex), data \(provenance.dataDigest.hex)"),
      PictureNote("Surface program", provenance.program),
    ]
    if let command = provenance.command { notes.append(PictureNote("Surface command", command)) }
    return notes
  }

  func place(_ point: Point) -> String {
    isPlane
      ? "(\(NumberText.value(point.x)), \(NumberText.value(point.y)))" : "α = \(NumberText.value(point.x))"
  }

  private var origin: String { isPlane ? "(0, 0)" : "α = 0" }

  var grid: String {
    guard let y = surface.y else { return NumberText.count(surface.x.count, "point") }
    return "\(surface.x.count)\u{00A0}\u{00D7}\u{00A0}\(y.count)\u{00A0}points"
  }

  /// How the network was evaluated: what batch normalization used, if there is any, and the precision if that is not single.
  ///
  /// - Parameter separator: what comes before batch normalization.
  private func evaluation(after separator: String) -> String {
    (provenance.lacksBatchNormalization == true
      ? "" : "\(separator) batch normalization \(provenance.batchNormalization)")
      + (provenance.precisionWords.map { ", \($0)" } ?? "")
  }

  /// The tensors that move, where not all do.
  private var place: String? { provenance.only.map { "in \(SurfaceGroup.joined($0)) alone" } }

  var directions: String {
    if provenance.imported != nil { return "How directions were made is not known." }
    if let weights = provenance.weights {
      let names = SurfaceGroup.joined(
        weights.map { "\($0.address) (trained: \(NumberText.value($0.value)))" })
      return "All other parameters at their trained values; \(names) moved"
        + "\(evaluation(after: ","))."
    }
    if let curve {
      let frozen = provenance.batchNormalization == "frozen" && provenance.lacksBatchNormalization != true
      return "Line: \(curve)"
        + (frozen ? "; statistics of batch normalization interpolated" : evaluation(after: ";")) + "."
    }
    if let sources = provenance.directions {
      if let runs = components(sources) { return "\(runs)\(evaluation(after: ";"))." }
      return "Directions: \(SurfaceGroup.joined(sources.map(\.description)))"
        + (provenance.normalization == "none" ? "" : ", \(provenance.normalization)-normalized")
        + (place.map { ", \($0)" } ?? "")
        + "\(evaluation(after: ";"))."
    }
    let kind = provenance.normalization == "none" ? "raw" : "\(provenance.normalization)-normalized"
    var details = ["seed \(provenance.seed)"]
    if isPlane, let cosine = provenance.directionCosine {
      details.append("cosine \(NumberText.value(cosine, digits: 2))")
    }
    if isPlane && provenance.orthogonal { details.append("orthogonalized") }
    if provenance.filters != nil { details.append("filters by the first axis of each tensor") }
    if let place { details.append(place) }
    if !provenance.included.isEmpty {
      details.append("\(provenance.included.joined(separator: " and ")) included")
    }
    return "\(isPlane ? "Two random, \(kind) directions" : "A random, \(kind) direction")"
      + " (\(details.joined(separator: ", ")))\(evaluation(after: ","))."
  }

  /// Principal components with the variance that they explain; nil for other directions.
  private func components(_ sources: [DirectionSource]) -> String? {
    var shares: [String] = []
    var name = ""
    var sum = 0.0
    for source in sources {
      guard case .principal(_, let trajectory, let explained, _) = source else { return nil }
      name = trajectory
      sum += explained
      shares.append(NumberText.percentage(explained))
    }
    guard !shares.isEmpty else { return nil }
    let all = shares.count > 1 ? " (\(SurfaceGroup.joined(shares)))" : ""
    return
      "Principal components of \(name) around the trained point explain \(NumberText.percentage(sum))\(all) of "
      + "the variance"
  }

  /// Points without a value, as the end of a sentence; empty when there are none.
  var counts: String {
    var parts: [String] = []
    if summary.missing > 0 {
      parts.append(" \(NumberText.count(summary.missing, "point")) not computed (hatched)")
    }
    if summary.diverged > 0 { parts.append(" \(NumberText.count(summary.diverged, "point")) diverged") }
    return parts.joined(separator: ",")
  }

  private func range(_ name: String, _ axis: Axis) -> String {
    "\(name) from \(NumberText.value(axis.lower)) to \(NumberText.value(axis.upper))"
  }
}
