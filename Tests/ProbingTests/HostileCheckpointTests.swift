import Evaluation
import Probing
import Storage
import Surfaces
import TestSupport
import Testing
import Training

/// Networks that anyone may have described, with tensors that fit.
///
/// What traps ends the tests.
@Suite struct HostileCheckpointTests {
  @Test(arguments: ["graph", "configuration", "normalization"])
  func `whatever can be read can be probed, or is refused in words`(key: String) throws {
    let fixture = try ProbeFixture()
    let path = fixture.folder.file("m.ckpt")
    try fixture.checkpoint(widths: [2], activation: .prelu).write(to: path)
    let file = try TensorFile.read(path)
    let text = try #require(file.metadata[key])
    var options = try fixture.options("-1:1:3", nil)
    options.workers = 1
    options.samples = 4
    var (probed, refused) = (0, 0)
    for mutation in try JSONValue(text).mutations {
      var changed = file
      changed.metadata[key] = try mutation.text
      guard let checkpoint = try? Checkpoint(changed, path: path) else { continue }
      guard let samples = try? checkpoint.configuration.dataset.load(options.split) else {
        refused += 1
        continue
      }
      do throws(ProbingError) {
        let probe = SurfaceProbe(of: checkpoint, on: samples, options)
        _ = try probe.run(path: fixture.path, overwrite: true, stop: StopRequest()) { _ in }
        probed += 1
      } catch { refused += 1 }
    }
    #expect(probed > refused, "\(probed) probed, \(refused) refused")
  }
}
