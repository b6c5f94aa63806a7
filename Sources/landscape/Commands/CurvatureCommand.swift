import ArgumentParser
import Evaluation
import Glibc
import Rendering
import Storage

/// `landscape curvature`: eigenvalues, density and trace of a loss's Hessian.
struct CurvatureCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "curvature",
    abstract:
      "Compute the largest and smallest eigenvalues, the density and the trace of the loss's Hessian.",
    discussion: """
      landscape curvature resnet-20.ckpt
      landscape curvature resnet-20.ckpt --top 3 --bottom 1 --samples 5000 --json
      landscape curvature resnet-20.ckpt --include bias,norm -o spectrum.png
      landscape curvature model.onnx --data data.npz --only 'layer4.*'

      The Hessian is that of the mean loss over the samples, in the parameters that move. The first error is that of the \
      choice of samples, and 0 of all of them.
      """)

  @Argument(help: ArgumentHelp("The checkpoint or model.", valueName: "model.ckpt"))
  var network: String

  @Option(help: "How many of the largest eigenvalues.")
  var top = 10
  @Option(help: "How many of the smallest eigenvalues.")
  var bottom = 2
  @Option(
    help: ArgumentHelp(
      "Relative residual ‖Hv − λv‖/|λ| at which an eigenvalue is found.", valueName: "number"))
  var tolerance = 1e-3
  @Option(help: "Hessian-vector products for the eigenvalues at most.")
  var products = 100
  @Option(help: "Random vectors for density and trace; 1 leaves both out.")
  var probes = 6
  @Option(help: "Products of each of these vectors after the first. (default: 20)")
  var steps: Int?

  @OptionGroup(title: "Parameters and samples") var study: StudyOptions

  @Flag(help: "Print JSON for machines.")
  var json = false
  @OptionGroup(title: "Picture") var sheet: PageOptions
  @Option(
    name: [.short, .long],
    help: ArgumentHelp("Picture of the density to write: .png, .svg or .pdf.", valueName: "file"))
  var output: String?
  @Flag(name: [.short, .long], help: "Print nothing but the result and errors.")
  var quiet = false

  mutating func run() throws {
    try check()
    let picture = try SpectrumPicture(sheet: sheet, output: output, inputs: study.inputFiles([network]))
    let studied = try study.open(network, isQuiet: quiet)
    try checkRoom(for: studied)
    let report = try compute(studied)
    Console.print(json ? JSONText.encode(report, pretty: true) : report.text)
    for pair in report.unfound {
      Console.warn(
        "\(network): eigenvalue \(pair.value.formatted(significant: 4)) is not found within \(products.grouped) "
          + "products, its residual is \(pair.residual.formatted(significant: 2)); allow more with --products"
      )
    }
    try picture?.write(report, isQuiet: quiet || json)
  }

  private var stepCount: Int { steps ?? 20 }

  private func check() throws {
    for (name, value, least) in [
      ("top", top, 0), ("bottom", bottom, 0), ("products", products, 1), ("probes", probes, 1),
      ("steps", stepCount, 1),
    ] {
      guard (least...1_000_000).contains(value) else {
        throw Failure(.usage, "--\(name) \(value): give from \(least) to 1,000,000")
      }
    }
    guard top + bottom > 0 else {
      throw Failure(.usage, "--top 0 --bottom 0: ask for one eigenvalue at least")
    }
    guard top + bottom <= products else {
      throw Failure(
        .usage, "--products \(products): \(top + bottom) eigenvalues need as many products at least")
    }
    guard tolerance > 0, tolerance < 1 else {
      throw Failure(.usage, "--tolerance \(tolerance): give a number above 0 and below 1")
    }
    if probes == 1 {
      try OptionUse(["steps": steps != nil]).refuse("with --probes 1, which leaves density and trace out")
    }
    guard probes > 1 || output == nil else {
      throw Failure(
        .usage, "--output does nothing with --probes 1, which leaves the density out; take more probes")
    }
  }

  /// Refuses spaces that memory does not hold.
  private func checkRoom(for studied: StudiedNetwork) throws {
    let memory = Double(sysconf(Int32(_SC_PHYS_PAGES))) * Double(sysconf(Int32(_SC_PAGESIZE)))
    let vector = Double(studied.model.parameters.count) * 4
    let count = Double(
      min(products, studied.dimension) + (probes > 1 ? min(stepCount, studied.dimension) : 0) + 8)
    guard vector * count > 0.7 * memory else { return }
    let words = "\((vector * count / 1e9).formatted(significant: 2)) GB for vectors of \(network)"
    throw Failure(.usage, "--products \(products): needs \(words), more than there is; take fewer")
  }

  private func compute(_ studied: StudiedNetwork) throws -> CurvatureReport {
    Interrupts.install()
    var line = ProgressLine("curvature", unit: "products", isQuiet: quiet)
    defer { line.finish() }
    let study = CurvatureStudy(
      eigenvalues: LanczosIteration(
        top: top, bottom: bottom, tolerance: tolerance, products: products), probes: probes, steps: stepCount,
      seed: studied.options.seed)
    let found = try attemptCurvature(of: network) { () throws(CurvatureError) in
      try study.run(studied.hessian, stop: Interrupts.request) { line.update(done: $0, total: $1) }
    }
    guard let found else { throw Failure(.interrupted, "stopped; nothing is written - repeat the command") }
    return CurvatureReport(found, study, of: studied)
  }
}
