// Our figures beside the machine's roof, and beside PyTorch where there is one, all taken in one run in turn: such
// machines are noisy, and only ratios can be compared.

import CRoof
import Figures
import Glibc
import Tensors

/// Values by option name.
var options: [String: String] = [:]
var arguments = Array(CommandLine.arguments.dropFirst())
while arguments.count >= 2 {
  options[arguments[0]] = arguments[1]
  arguments.removeFirst(2)
}
let parts: Set<String> = [
  "probing", "training", "pictures", "geometry", "memory", "derivatives", "models", "maps", "maps-60000",
]
let chosen = options["--only"].map { Set($0.split(separator: ",").map(String.init)) } ?? parts
guard arguments.isEmpty, chosen.isSubset(of: parts),
  Set(options.keys).isSubset(of: ["--landscape", "--python", "--rounds", "--only", "--models", "--profile"])
else {
  Run.fail(
    "options: --landscape PATH, --python PATH (with torch, matplotlib, contourpy, scikit-learn), --rounds N, "
      + "--only probing,training,derivatives,pictures,geometry,memory,models,maps,maps-60000, --models NAME,…, --profile yes"
  )
}
let landscape = options["--landscape"] ?? ".build/release/landscape"
let rounds = options["--rounds"].flatMap { Int($0) } ?? 3
let threads = Int(sysconf(Int32(_SC_NPROCESSORS_ONLN)))
let folder = "/tmp/landscape-bench-\(getpid())"
mkdir(folder, 0o755)
defer { _ = Run(["rm", "-rf", folder]) }

/// A figure in words; ends the benchmark when it is not a possible one.
func text(_ value: Double, _ digits: Int) -> String {
  let scale = pow(10, Double(digits))
  let rounded =
    (measured { () throws(ImpossibleFigure) in try Figures.possible(value, "a figure") } * scale).rounded()
    / scale
  return digits == 0 ? String(Int(rounded)) : String(rounded)
}

/// The middle one, the upper of two; ends the benchmark when one of them is no figure.
func median(_ values: [Double]) -> Double {
  measured { () throws(ImpossibleFigure) in try Figures.median(values, "a round") }
}

/// What a benchmark measures; ends it when that is impossible.
func measured<Value>(_ body: () throws(ImpossibleFigure) -> Value) -> Value {
  do throws(ImpossibleFigure) { return try body() } catch { Run.fail("\(error)") }
}

let cifar = "\(folder)/cifar"
SyntheticCIFAR.write(to: cifar, trained: 20, tested: 10_000)
let small = Subject(
  name: "probing ResNet-20 at 1×28×28", landscape: landscape, folder: folder, model: "resnet-20",
  data: ["--data", "shapes", "--train-count", "64", "--test-count", "1000"], pointsPerRun: (3, 23),
  samples: 1000)
let large = Subject(
  name: "probing ResNet-56 at 3×32×32", landscape: landscape, folder: folder, model: "resnet-56",
  data: ["--data", "cifar10", "--data-folder", cifar], pointsPerRun: (3, 15), samples: 500)

/// The instructions that oneDNN dispatches to here, by its own words; `ONEDNN_MAX_CPU_ISA` lowers them.
func libraryInstructions() -> String {
  let tiny = "\(folder)/tiny.ckpt"
  setenv("ONEDNN_VERBOSE", "1", 1)
  defer { unsetenv("ONEDNN_VERBOSE") }
  let output = Run([
    landscape, "train", "--data", "blobs", "--model", "mlp", "--widths", "4", "--train-count", "16",
    "--test-count",
    "4", "--epochs", "1", "-q", "-o", tiny,
  ]).output
  let mark = "info,cpu,isa:"
  guard let line = output.split(separator: "\n").first(where: { $0.contains(mark) }),
    let name = line.split(separator: ":").last
  else { Run.fail("oneDNN does not name its instructions under ONEDNN_VERBOSE=1") }
  return String(name)
}

let roofInstructions = String(cString: landscape_roof_instructions())
// Imported models run in this process, and need no program.
let ownInstructions = chosen == ["models"] ? Device.isa : libraryInstructions()
measured { () throws(ImpossibleFigure) in
  try VectorInstructions.check(roof: roofInstructions, bounds: ownInstructions)
}
print(
  "\(threads) threads, oneDNN with \(ownInstructions), roof of \(roofInstructions), medians of \(rounds) rounds taken in "
    + "turn\n")
if !chosen.isDisjoint(with: ["probing", "memory"]) {
  for subject in [small, large] { subject.prepare() }
}

// MARK: Pictures

if chosen.contains("pictures") {
  PictureBench(landscape: landscape, python: options["--python"], rounds: rounds, folder: folder).run()
}

if chosen.contains("geometry") {
  GeometryBench(landscape: landscape, python: options["--python"], rounds: rounds, folder: folder).run()
}

// MARK: Probing

/// The most operations a second in any quarter of a second: what else runs on the machine only lowers them.
func roof() -> Double {
  (0..<4).map { _ in landscape_roof(Int32(threads), 0.25) }.max() ?? .nan
}

for subject in [small, large] where chosen.contains("probing") {
  var rates: [Double] = []
  var roofs: [Double] = []
  let result = measured { () throws(ImpossibleFigure) in
    let operations = 2 * (try subject.multiplyAdds())
    for _ in 0..<rounds {
      let before = roof()
      rates.append(try subject.probingRate())
      roofs.append(max(before, roof()))
    }
    return try RoofedRate(subject.name, rates: rates, roofs: roofs, operationsPerSample: operations)
  }
  print(
    "\(subject.name), \(subject.samples) samples: \(text(result.samples, 0)) images/s, "
      + "\(text(result.operations * 1e-9, 1)) GFLOP/s; roof \(text(result.roof * 1e-9, 1)) GFLOP/s; ratio "
      + "\(text(result.ratio, 3))")
}

// MARK: Training

/// Images a second while training ResNet-20 at batch 128, start-up and evaluation excluded.
///
/// - Parameter words: more options of train.
func trainingRate(_ words: [String] = []) -> Double {
  func run(_ count: Int) -> Double {
    Run(
      [
        landscape, "train", "--model", "resnet-20", "--data", "shapes", "--train-count", "\(count)",
        "--test-count", "10", "--epochs", "1", "-q", "--force", "-o", "\(folder)/train.ckpt",
      ] + words
    ).seconds
  }
  let (few, many) = (1280, 7680)
  return measured { () throws(ImpossibleFigure) in
    // Generating a sample costs time that belongs to neither.
    try Figures.rate(few: (few, run(few)), many: (many, run(many)), "training")
  }
}

if chosen.contains("training") {
  var ours: [Double] = []
  var theirs: [Double] = []
  var theirInference: [Double] = []
  var augmented: [Double] = []
  for _ in 0..<rounds {
    ours.append(trainingRate())
    augmented.append(trainingRate(["--crop", "2", "--flip", "--brightness", "0.2", "--cutout", "8"]))
    if let python = options["--python"] {
      let figures = Run([python, "Benchmarks/Scripts/pytorch_resnet20.py"]).output.split(separator: " ")
        .compactMap { Double($0.filter { $0.isNumber || $0 == "." }) }
      guard figures.count == 2 else { Run.fail("the PyTorch script printed no figures") }
      theirs.append(figures[0])
      theirInference.append(figures[1])
    }
  }
  print("training ResNet-20 at 1×28×28, batch 128: \(text(median(ours), 0)) images/s", terminator: "")
  if theirs.isEmpty {
    print("")
  } else {
    let ratios = zip(ours, theirs).map { $0 / $1 }
    print("; PyTorch eager \(text(median(theirs), 0)); ratio \(text(median(ratios), 2))")
    print("(PyTorch eager inference: \(text(median(theirInference), 0)) images/s)")
  }
  let factor = median(zip(ours, augmented).map { $0 / $1 })
  print("a step with crop, flip, brightness and cutout takes \(text(factor, 3)) times one without")
}

// MARK: Memory and start-up

if chosen.contains("memory") {
  let render = Run([
    landscape, "render", large.checkpoint, "--x", "-1:1:2", "--y", "-1:1:2", "--split", "test", "--samples",
    "10000",
    "-q", "--force",
  ])
  let images = measured { () throws(ImpossibleFigure) in
    let surface = Inspection(landscape, "\(folder)/\(large.model).surface")
    return try Figures.confirmed(surface.provenance?.samples, asked: 10_000, "images of render")
  }
  print(
    "peak memory of render, ResNet-56 over \(images) images: \(text(Double(render.peakMemory) / 1e6, 0)) MB")
  let helps = (0..<20).map { _ in Run([landscape, "--help"]).seconds * 1000 }
  print("landscape --help: \(text(median(helps), 1)) ms")
}

// MARK: Maps of whole data sets

if chosen.contains("maps") { MapBench(landscape: landscape, folder: folder).run() }
let named = options["--models"].map { $0.split(separator: ",").map(String.init) } ?? []
if chosen.contains("maps-60000") {
  WholeMapBench(landscape: landscape, python: options["--python"], folder: folder).run(named)
}

// MARK: Imported models

if chosen.contains("models"), let python = options["--python"] {
  ModelBench(
    python: python, rounds: rounds, folder: folder, chosen: named, profiles: options["--profile"] != nil
  ).run()
}

// MARK: Derivatives

// Last: a process that is started counts the memory of the one that starts it.
if chosen.contains("derivatives") { DerivativeBench(rounds: rounds, threads: threads).run() }
