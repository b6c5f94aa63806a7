// Our figures beside the machine's roof, and beside PyTorch where there is one, all taken in one run in turn: such
// machines are noisy, and only ratios can be compared.

import CRoof
import Glibc

/// Values by option name.
var options: [String: String] = [:]
var arguments = Array(CommandLine.arguments.dropFirst())
while arguments.count >= 2 {
  options[arguments[0]] = arguments[1]
  arguments.removeFirst(2)
}
let parts: Set<String> = ["probing", "training", "pictures", "geometry", "memory"]
let chosen = options["--only"].map { Set($0.split(separator: ",").map(String.init)) } ?? parts
guard arguments.isEmpty, chosen.isSubset(of: parts),
  Set(options.keys).isSubset(of: ["--landscape", "--python", "--rounds", "--only"])
else {
  Run.fail(
    "options: --landscape PATH, --python PATH (with torch, matplotlib, contourpy, scikit-learn), --rounds N, "
      + "--only probing,training,pictures,geometry,memory")
}
let landscape = options["--landscape"] ?? ".build/release/landscape"
let rounds = options["--rounds"].flatMap { Int($0) } ?? 3
let threads = Int(sysconf(Int32(_SC_NPROCESSORS_ONLN)))
let folder = "/tmp/landscape-bench-\(getpid())"
mkdir(folder, 0o755)
defer { _ = Run(["rm", "-rf", folder]) }

func text(_ value: Double, _ digits: Int) -> String {
  let scale = pow(10, Double(digits))
  let rounded = (value * scale).rounded() / scale
  return digits == 0 ? String(Int(rounded)) : String(rounded)
}

/// The middle one, the upper of two.
func median(_ values: [Double]) -> Double { values.sorted()[values.count / 2] }

/// One network: what its checkpoint costs a sample, and how fast samples go through it.
struct Subject {
  let model: String
  let data: [String]
  let checkpoint: String
  let pointsPerRun: (few: Int, many: Int)
  let samples: Int

  func prepare() {
    _ = Run(
      [landscape, "train", "--model", model] + data + [
        "--limit", "64", "--epochs", "1", "-q", "-o", checkpoint,
      ])
  }

  /// Multiply-adds a sample, as `inspect` reports them.
  var multiplyAdds: Double {
    let json = Run([landscape, "inspect", checkpoint, "--json"]).output
    guard let line = json.split(separator: "\n").first(where: { $0.contains("\"multiplyAdds\"") }),
      let value = Double(line.filter { $0.isNumber })
    else { Run.fail("inspect --json names no multiply-adds") }
    return value
  }

  /// Images a second while probing, start-up excluded: two runs that differ in their number of points.
  func probingRate() -> Double {
    func run(_ points: Int) -> Double {
      Run([
        landscape, "probe", checkpoint, "--x", "-1:1:\(points)", "--samples", "\(samples)", "-q", "--force",
        "-o",
        "\(folder)/probe-\(points).surface",
      ]).seconds
    }
    for points in [pointsPerRun.few, pointsPerRun.many] { unlink("\(folder)/probe-\(points).surface") }
    let (few, many) = (run(pointsPerRun.few), run(pointsPerRun.many))
    return Double((pointsPerRun.many - pointsPerRun.few) * samples) / (many - few)
  }
}

let cifar = "\(folder)/cifar"
SyntheticCIFAR.write(to: cifar, count: 2000)
let small = Subject(
  model: "resnet-20", data: ["--data", "shapes", "--train-count", "2000", "--test-count", "10"],
  checkpoint: "\(folder)/resnet-20.ckpt", pointsPerRun: (3, 23), samples: 1000)
let large = Subject(
  model: "resnet-56", data: ["--data", "cifar10", "--data-folder", cifar],
  checkpoint: "\(folder)/resnet-56.ckpt", pointsPerRun: (3, 15), samples: 500)

print(
  "\(threads) threads, \(String(cString: landscape_roof_instructions())), medians of \(rounds) rounds taken in turn\n"
)
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

func report(_ name: String, _ images: [Double], _ operations: Double, _ roofs: [Double]) {
  let ratios = zip(images, roofs).map { $0 * operations / $1 }
  print(
    "\(name): \(text(median(images), 0)) images/s, \(text(median(images) * operations * 1e-9, 1)) GFLOP/s; roof "
      + "\(text(median(roofs) * 1e-9, 1)) GFLOP/s; ratio \(text(median(ratios), 3))")
}

for (name, subject) in [("probing ResNet-20 at 1×28×28", small), ("probing ResNet-56 at 3×32×32", large)]
where chosen.contains("probing") {
  let operations = 2 * subject.multiplyAdds
  var images: [Double] = []
  var roofs: [Double] = []
  for _ in 0..<rounds {
    let before = landscape_roof(Int32(threads), 1)
    images.append(subject.probingRate())
    roofs.append((before + landscape_roof(Int32(threads), 1)) / 2)
  }
  report(name, images, operations, roofs)
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
  let (few, many) = (run(1280), run(7680))
  // Generating a sample costs time that belongs to neither.
  return Double(7680 - 1280) / (many - few)
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
  let costs = zip(ours, augmented).map { 100 * ($0 / $1 - 1) }
  print("crop, flip, brightness and cutout cost \(text(median(costs), 1)) % of a step")
}

// MARK: Memory and start-up

if chosen.contains("memory") {
  let render = Run([
    landscape, "render", large.checkpoint, "--x", "-1:1:2", "--y", "-1:1:2", "--samples", "10000", "-q",
    "--force",
  ])
  print("peak memory of render, ResNet-56 over 10,000 images: \(render.peakMemory / 1_000_000) MB")
  let helps = (0..<20).map { _ in Run([landscape, "--help"]).seconds * 1000 }
  print("landscape --help: \(text(median(helps), 1)) ms")
}
