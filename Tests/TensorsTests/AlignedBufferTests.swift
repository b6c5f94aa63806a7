import Tensors
import Testing

@Suite struct AlignedBufferTests {
  @Test(arguments: [0, 1, 1000, 3 << 20])
  func `storage is aligned and zero`(count: Int) throws {
    let buffer = try AlignedBuffer(count: count)
    #expect(UInt(bitPattern: buffer.pointer) % 64 == 0)
    #expect(buffer.elements.count == count)
    #expect(buffer.elements.allSatisfy { $0 == 0 })
  }

  @Test(arguments: [1 << 45, Int.max / 4, Int.max])
  func `more than the machine has is refused`(count: Int) throws {
    #expect(throws: KernelError.outOfMemory) { _ = try AlignedBuffer(count: count) }
  }
}
