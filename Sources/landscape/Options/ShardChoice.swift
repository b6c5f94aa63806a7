import Surfaces

/// What `--shard` names: `3/16`, or what the launcher says in the environment, and that only when it is asked for.
///
/// A variable that happens to be set must never change what a plain command computes.
struct ShardChoice {
  let shard: Shard

  /// - Parameters:
  ///   - text: `K/N`, `auto` or `auto/N`.
  ///   - launcher: what runs this process.
  init(_ text: String, launcher: Launcher = Launcher()) throws {
    let words = text.split(separator: "/", omittingEmptySubsequences: false).map(String.init)
    guard (1...2).contains(words.count) else { throw Self.unreadable(text) }
    let count = try words.dropFirst().first.map { word in
      guard let count = Int(word), (1...Shard.largestCount).contains(count) else {
        throw Self.unreadable(text)
      }
      return count
    }
    if words[0] == "auto" {
      shard = try Self.automatic(count: count, launcher, text)
    } else if let count, let number = Int(words[0]), let found = Shard(number, of: count) {
      shard = found
    } else {
      throw Self.unreadable(text)
    }
  }

  private static func automatic(count: Int?, _ launcher: Launcher, _ text: String) throws -> Shard {
    guard let place = try launcher.place(count: count) else {
      throw Failure(
        .usage,
        "--shard \(text): none of \(Launcher.variables.joined(separator: ", ")) is set here; write --shard K/N, "
          + "e.g. --shard 3/16")
    }
    guard let total = place.count ?? count else {
      throw Failure(
        .usage,
        "--shard auto: \(place.name) says which process this is, not how many there are; write --shard auto/N"
      )
    }
    if let count, let found = place.count, found != count {
      throw Failure(
        .usage, "--shard \(text): \(place.name) says \(found) processes; write --shard auto, or --shard K/N")
    }
    guard let shard = Shard(place.rank + 1, of: total) else {
      throw Failure(
        .usage,
        "--shard \(text): \(place.name) makes this process number \(place.rank + 1) of \(total); write --shard K/N"
      )
    }
    return shard
  }

  private static func unreadable(_ text: String) -> Failure {
    Failure(
      .usage,
      "--shard '\(text)': write K/N with K from 1 to N and N at most \(Shard.largestCount.grouped), e.g. 3/16, "
        + "or auto")
  }
}
