import Probing
import Surfaces

/// The shards that a user names, and what is missing of them.
struct ShardSet {
  /// A file and what is known of it.
  fileprivate struct Member {
    let path: String
    let surface: Surface
  }

  private let members: [Member]
  private let union: ShardUnion

  /// Reads shards, or surfaces that are not complete.
  ///
  /// - Throws: `Failure` that names the first file made from other inputs than the first one, and what differs.
  init(reading paths: [String]) throws {
    var members: [Member] = []
    for path in Set(paths).sorted() {
      members.append(Member(path: path, surface: try attempt { try Surface.read(path) }))
    }
    members.sort { $0.order < $1.order }
    guard let first = members.first else {
      throw Failure(.usage, "no shard is named; name files such as map.surface.1-of-3")
    }
    var union = ShardUnion(first.surface)
    for member in members.dropFirst() {
      let differences = union.differences(from: member.surface)
      guard differences.isEmpty else {
        throw Failure(
          .data,
          "\(member.path): made from other inputs than \(first.path) (\(differences.joined(separator: ", "))); "
            + "name shards of one surface")
      }
      union.add(member.surface)
    }
    self.members = members
    self.union = union
  }

  /// The complete surface; nil where something is missing.
  var whole: Surface? { union.whole }

  /// What is missing, in words.
  var incompleteness: Failure {
    let points = union.surface.missing
    let what =
      points > 0
      ? "\(points.grouped) of \(union.surface.count.grouped) points are missing" : "the self-check is missing"
    var parts: [String] = []
    if let (shards, output) = try? division() {
      let complete = completeShards
      let absent = shards.filter { !complete.contains($0) }.map { "\($0.number)" }
      let listed = absent.prefix(8).joined(separator: ", ") + (absent.count > 8 ? ", …" : "")
      parts.append("; shards not complete: \(listed) of \(shards.count.grouped)")
      let pattern = "\(Program.quoted(output)).*-of-\(shards.count)"
      parts.append("; 'landscape merge --missing \(pattern)' prints the commands that compute them")
    }
    return Failure(.temporary, what + parts.joined())
  }

  /// The commands that compute what is missing.
  ///
  /// - Throws: `Failure` where the shards do not say how they were made, or are of several divisions.
  func commands() throws -> [String] {
    let (shards, _) = try division()
    let start = "landscape probe "
    let recorded = members.lazy.compactMap(\.surface.provenance.command).first { $0.hasPrefix(start) }
    guard let recorded else {
      throw Failure(
        .data, "\(members[0].path): does not say by which command it was made; repeat the one that you know")
    }
    let complete = completeShards
    return shards.filter { !complete.contains($0) }.map {
      "\(start)--shard \($0.number)/\($0.count) \(recorded.dropFirst(start.count))"
    }
  }

  private var completeShards: Set<Shard> {
    Set(members.filter(\.surface.isComplete).compactMap(\.surface.provenance.shard))
  }

  /// All shards of the division that the files belong to, and the name of their surface.
  private func division() throws -> (shards: [Shard], output: String) {
    let found = members.compactMap { member in member.surface.provenance.shard.map { (member.path, $0) } }
    guard let (path, shard) = found.first else {
      throw Failure(.data, "\(members[0].path): no shard; repeat the command that made it")
    }
    if let (_, other) = found.first(where: { $0.1.count != shard.count }) {
      throw Failure(
        .usage,
        "\(path): shards of \(shard.count) and of \(other.count); name those of one division")
    }
    return (shard.all, Shard.parse(path: path)?.output ?? path)
  }
}

extension ShardSet.Member {
  /// Shards by their numbers, whole surfaces last.
  fileprivate var order: (Int, Int) {
    surface.provenance.shard.map { ($0.count, $0.number) } ?? (.max, .max)
  }
}
