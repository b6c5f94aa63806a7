import Surfaces

/// One surface or several that are drawn together, with names that tell them apart and the words for all.
struct SurfaceGroup: Sendable {
  /// A surface with its numbers and its name among the others.
  struct Member: Sendable {
    let surface: Surface
    let summary: SurfaceSummary
    let words: SurfaceWords
    let name: String
  }

  let members: [Member]

  init(_ surfaces: [Surface]) {
    precondition(!surfaces.isEmpty, "no surface to draw")
    let names = Self.names(of: surfaces)
    members = zip(surfaces, names).map { surface, name in
      let summary = SurfaceSummary(of: surface)
      return Member(
        surface: surface, summary: summary, words: SurfaceWords(surface: surface, summary: summary),
        name: name)
    }
  }

  var surfaces: [Surface] { members.map(\.surface) }
  var isSingle: Bool { members.count == 1 }
  var showsTrainedPoint: Bool { members.contains { $0.summary.showsTrainedPoint } }
  var missing: Int { members.reduce(0) { $0 + $1.summary.missing } }
  var diverged: Int { members.reduce(0) { $0 + $1.summary.diverged } }

  /// What the axis of losses measures: a loss by its name where all surfaces have the same.
  var lossName: String {
    let names = Set(surfaces.map(\.provenance.loss))
    return names.count == 1 ? surfaces[0].provenance.loss + " loss" : "loss"
  }

  /// The models, or the checkpoints' names where models are the same, with a number where those are too.
  private static func names(of surfaces: [Surface]) -> [String] {
    let models = surfaces.map(\.provenance.model)
    if Set(models).count == models.count { return models }
    let files = surfaces.map { surface in
      let file = surface.provenance.checkpoint
      return file.hasSuffix(".ckpt") ? String(file.dropLast(5)) : file
    }
    if Set(files).count == files.count { return files }
    let ways = surfaces.map(way)
    if Set(ways).count == ways.count { return ways }
    let pairs = zip(files, ways).map { "\($0), \($1)" }
    if Set(pairs).count == pairs.count { return pairs }
    return files.enumerated().map { "\($0.element) (\($0.offset + 1))" }
  }

  /// What tells surfaces of one network apart: the curve that they are along, what batch normalization uses, the seed.
  private static func way(_ surface: Surface) -> String {
    let provenance = surface.provenance
    var parts: [String] = []
    if case .curve(let name, _)? = provenance.directions?.first {
      // The kind of a curve, whose ends are those of the others.
      let words = name.split(separator: " ").prefix { $0 != "from" }
      parts.append(words.isEmpty ? "straight line" : words.joined(separator: " "))
    }
    if provenance.lacksBatchNormalization != true {
      parts.append(
        provenance.batchNormalization == "frozen"
          ? (parts.isEmpty ? "frozen statistics" : "statistics interpolated") : "recalibrated")
    }
    if parts.isEmpty || provenance.directions == nil { parts.append("seed \(provenance.seed)") }
    return parts.joined(separator: ", ")
  }

  var title: String {
    if let curve = members[0].words.curve, members.allSatisfy({ $0.words.curve?.hasSuffix(curve) == true }) {
      return members[0].words.title
    }
    guard let first = members.first, !isSingle else { return members[0].words.title }
    let roles = Set(members.map(\.words.dataRole))
    let names = Self.joined(members.map(\.name))
    return "Loss around \(names)"
      + (roles.count == 1 ? " \(first.words.dataRole)" : "")
  }

  /// What the losses are means over; of several estimated surfaces with the largest of their errors.
  private func samples(_ first: Member) -> String {
    let errors = surfaces.compactMap { $0.provenance.estimation?.result?.medianError }
    guard errors.count == surfaces.count, let largest = errors.max() else { return first.words.samples }
    return first.words.samples(estimatedWithin: largest)
  }

  /// What was computed, and how; what all surfaces share is said once.
  func caption(of picture: String) -> String {
    guard let first = members.first, !isSingle else { return members[0].words.caption }
    var parts: [String] = []
    let differing = Set(
      surfaces.dropFirst().flatMap { first.surface.provenance.differences(from: $0.provenance) }
    ).subtracting(["checkpoint"])
    parts.append("\(picture) on one scale. \(samples(first))")
    for member in members {
      parts.append(
        "\(member.name): "
          + (member.surface.provenance.imported.map { "from \($0)" }
            ?? (member.surface.provenance.networkOrigin.map { "from \($0), " } ?? "")
              + member.words.parameters)
          + (member.words.trainedPoint.map { ", \($0)" } ?? "")
          + (member.words.counts.isEmpty ? "" : "," + member.words.counts) + ";")
    }
    parts[parts.count - 1].removeLast()
    parts[parts.count - 1] += "."
    parts.append(first.words.directions)
    let grids = Set(members.map(\.words.grid))
    parts.append("Grid\(grids.count > 1 ? "s" : ""): \(grids.sorted().joined(separator: ", ")).")
    if !differing.isEmpty {
      parts.append("The surfaces differ in \(Self.joined(differing.sorted())) too.")
    }
    return parts.joined(separator: " ")
  }

  /// Alt text.
  func description(of kind: String) -> String {
    guard !isSingle else { return members[0].words.description(of: kind) }
    let sentences = members.map {
      "\($0.name): \($0.words.extremes)" + ($0.words.counts.isEmpty ? "" : $0.words.counts + ".")
    }
    return "\(NumberText.word(members.count).capitalized) \(kind)s of the loss on one scale. "
      + sentences.joined(separator: " ")
  }

  var notes: [PictureNote] {
    var notes: [PictureNote] = []
    for member in members {
      let suffix = isSingle ? "" : " of \(member.name)"
      notes += member.words.notes.map { PictureNote($0.keyword, $0.text + suffix) }
    }
    return notes
  }

  /// `a`, `a and b`, `a, b and c`.
  static func joined(_ names: [String]) -> String {
    guard let last = names.last, names.count > 1 else { return names.first ?? "" }
    return names.dropLast().joined(separator: ", ") + " and " + last
  }
}
