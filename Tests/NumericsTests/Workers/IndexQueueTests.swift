import Numerics
import Testing

@Suite struct IndexQueueTests {
  @Test func `indices come in rising order, each once`() {
    let queue = IndexQueue(count: 3)
    #expect((0..<5).map { _ in queue.claim() } == [0, 1, 2, nil, nil])
    #expect(IndexQueue(count: 0).claim() == nil)
  }

  @Test func `a closed queue hands out nothing`() {
    let queue = IndexQueue(count: 3)
    #expect(queue.claim() == 0)
    queue.close()
    #expect(queue.claim() == nil)
    #expect(queue.claim() == nil)
  }
}
