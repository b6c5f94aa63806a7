import Testing

@Suite struct HelpTests {
  @Test func `the version is one line`() throws {
    let ending = try RunningProgram(["--version"], in: TemporaryFolder()).wait()
    #expect(ending.status == 0)
    #expect(ending.output == "landscape 0.1.0\n")
  }
}
