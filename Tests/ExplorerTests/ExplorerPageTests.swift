import Testing

@testable import Explorer

@Suite struct ExplorerPageTests {
  @Test func `every text stands in both languages`() {
    for text in ExplorerText.allCases {
      #expect(!text.text(.english).isEmpty && !text.text(.korean).isEmpty)
    }
  }
}
