import Surfaces
import Testing

@Suite struct ShardTests {
  @Test(arguments: [(1, 1), (3, 16), (16, 16), (100_000, 100_000)])
  func `numbers from one to the count are shards`(number: Int, count: Int) throws {
    let shard = try #require(Shard(number, of: count))
    #expect(shard.description == "\(number) of \(count)")
  }

  @Test(arguments: [(0, 1), (2, 1), (-1, 3), (1, 0), (1, 100_001), (Int.max, Int.max)])
  func `other numbers are none`(number: Int, count: Int) {
    #expect(Shard(number, of: count) == nil)
  }

  @Test(arguments: [1, 2, 3, 7, 15, 16, 40], [1, 7, 15, 625])
  func `shards share out all points, each once, and as many as they say`(count: Int, total: Int) throws {
    let shards = try #require(Shard(1, of: count)).all
    var owners = [Int](repeating: 0, count: total)
    for shard in shards {
      let own = (0..<total).filter(shard.contains)
      #expect(own.count == shard.points(of: total))
      for point in own { owners[point] += 1 }
    }
    #expect(shards.count == count && owners.allSatisfy { $0 == 1 })
    let sizes = shards.map { $0.points(of: total) }
    #expect((sizes.max() ?? 0) - (sizes.min() ?? 0) <= 1)
  }

  @Test func `the name of a shard's file says which it is`() throws {
    let shard = try #require(Shard(2, of: 13))
    #expect(shard.path(of: "a.b/map.surface") == "a.b/map.surface.2-of-13")
    let found = try #require(Shard.parse(path: "a.b/map.surface.2-of-13"))
    #expect(found.output == "a.b/map.surface" && found.shard == shard)
  }

  @Test(arguments: [
    "map.surface", "map.surface.2-of", "map.surface.0-of-3", "map.surface.4-of-3", "map.surface.02-of-3",
    "map.surface.+2-of-3", "map.surface.2-von-3", "map.surface.2-of-3.samples", "2-of-3",
    "map.surface.1-of-99999999999999999999",
  ])
  func `other names are no shards'`(name: String) { #expect(Shard.parse(path: name) == nil) }
}
