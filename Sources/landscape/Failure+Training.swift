import Data
import Models
import Networks
import Tensors
import Training

extension Failure {
  /// An error with kernels, in words.
  init(_ error: KernelError) {
    switch error {
    case .outOfMemory:
      self.init(
        .software, "not enough memory; use a smaller --batch-size, fewer --threads or a smaller network")
    case .unsupported(let operation, let status):
      self.init(
        .software, "oneDNN cannot do the \(operation) of this network (status \(status)); update oneDNN")
    case .noBFloat16(let instructions):
      self.init(
        .usage,
        "--precision bf16 needs a processor with AVX512_BF16 instructions; the best that may be used here is \(instructions)"
      )
    }
  }

  /// An error with the description of a network, in words.
  init(_ error: ArchitectureError) {
    switch error {
    case .unknownName(let name):
      self.init(.usage, "unknown model '\(name)'; \(Suggestion.text(for: name, among: Self.modelExamples))")
    case .invalidDepth(let name, let depth):
      let depths = Architecture.Family.depths
      let near = min(max(depth, depths.lowerBound), depths.upperBound)
      let below = (near - 2) / 6 * 6 + 2
      let choice = [below, below + 6].filter { depths.contains($0) && abs($0 - near) < 6 }.map(String.init)
      self.init(
        .usage,
        "'\(name)': the depth must be 6n + 2, from \(depths.lowerBound) to \(depths.upperBound); "
          + "try \(choice.joined(separator: " or "))")
    case .invalidBlocks(let name, _):
      let blocks = Architecture.Family.blocks
      self.init(.usage, "'\(name)': must have from \(blocks.lowerBound) to \(blocks.upperBound) blocks")
    case .unsuitableActivation(let architecture, let activation):
      self.init(
        .usage,
        "--activation \(activation.rawValue) cannot be that of \(architecture); use another, such as gelu")
    case .unsuitableSamples(let architecture, true):
      self.init(.usage, "\(architecture) cannot read text; try --model gpt-3, or other data")
    case .unsuitableSamples(let architecture, false):
      self.init(.usage, "\(architecture) reads text only; try --data sentences, or another --model")
    case .invalidWidths(let widths):
      self.init(
        .usage, "--widths \(widths.map(String.init).joined(separator: ",")): each must be from 1 to 65536")
    case .invalidWidthFactor(let factor):
      self.init(.usage, "--width-factor \(factor): must be above 0 and at most 64")
    case .invalidDropout(let rate):
      self.init(.usage, "a dropout rate of \(rate): must be at least 0 and below 1")
    case .invalidMomentum(let momentum):
      self.init(.usage, "a momentum of batch normalization of \(momentum): must be above 0 and at most 1")
    case .invalidEpsilon(let epsilon):
      self.init(.usage, "an epsilon of normalization of \(epsilon): must be above 0 and at most 1e6")
    case .unsuitableInput(_, _, .unsuitableGroups(let node, let groups, let shape)):
      self.init(
        .usage,
        "\(node): values of \(shape) cannot be normalized in \(groups) groups; use fewer, or another normalization"
      )
    case .unsuitableInput(let architecture, _, .tooManyParameters):
      self.init(
        .usage,
        "\(architecture) would have more than \(Graph.largestParameterCount.grouped) parameters; "
          + "use a smaller --widths or --width-factor")
    case .unsuitableInput(let architecture, let input, _):
      self.init(
        .usage, "\(architecture) cannot take samples of \(input): too small for its layers; try --model mlp")
    }
  }

  private static let modelExamples = [
    "mlp", "vgg9", "plain-20", "plain-56", "resnet-20", "resnet-56", "gpt-3",
  ]

  /// An error with data, in words.
  init(_ error: DatasetError) {
    switch error {
    case .unknownName(let name, let valid):
      self.init(.usage, "unknown data set '\(name)'; \(Suggestion.text(for: name, among: valid))")
    case .folderNeeded(let name):
      self.init(.usage, "\(name): say where its files are with --data-folder")
    case .filesNeeded(DatasetDescription.tableName):
      self.init(.usage, "csv: name its file with --train-file, and the column to predict with --target")
    case .filesNeeded(let name):
      self.init(
        .usage, "\(name): name its files with --train-images, --train-labels, --test-images and --test-labels"
      )
    case .notFound(let name, let file, let folders):
      let hint =
        name == "fashion-mnist" ? "install dataset-fashion-mnist or give --data-folder" : "give --data-folder"
      self.init(.noInput, "\(name): no \(file) in \(folders.joined(separator: ", ")); \(hint)")
    case .invalidSetting(let name, let value, let allowed):
      self.init(.usage, "\(name) \(value): must be \(allowed)")
    case .file(let error): self.init(error)
    case .format(let error): self.init(error)
    case .array(let path, let reason), .image(let path, let reason):
      self.init(.data, "\(path): \(reason)")
    case .stopped:
      self.init(.interrupted, "stopped while reading data; nothing is written - repeat the command")
    case .table(let error): self.init(error)
    case .wrongMagic(let path, _, let found):
      self.init(.data, "\(path): not an IDX file of that kind (it begins with \(found)); check the path")
    case .empty(let path): self.init(.data, "\(path): holds no samples; fetch it again")
    case .countsDiffer(let images, let imagesPath, let labels, let labelsPath):
      self.init(
        .data,
        "\(labelsPath): \(labels.grouped) labels for the \(images.grouped) images of \(imagesPath); name a pair"
      )
    case .labelOutOfRange(let path, let sample, let label, let classes):
      self.init(
        .data, "\(path): sample \(sample.grouped) has label \(label) of \(classes) classes; it is damaged")
    case .shapesDiffer(let path, let expected, let found):
      self.init(.data, "\(path): images of \(found) where \(expected) are expected; name matching files")
    }
  }

  /// An error with training, in words.
  init(_ error: TrainingError) {
    switch error {
    case .dataset(let error): self.init(error)
    case .architecture(let error): self.init(error)
    case .kernel(let error): self.init(error)
    case .storage(let error): self.init(error)
    case .invalidOption(let name, let reason): self.init(.usage, "--\(name) \(reason)")
    case .otherConfiguration(let path, let differences):
      let what =
        differences.isEmpty
        ? "it cannot be continued" : "trained with other settings (\(differences.joined(separator: ", ")))"
      self.init(.cannotCreate, "\(path): \(what); choose another -o, or --force to start over")
    case .otherData(let path):
      self.init(
        .cannotCreate,
        "\(path): trained on other samples than the data set holds now; bring those back, choose another -o, "
          + "or --force to start over")
    case .damagedTrajectory(let error):
      let reason = Failure(error)
      // What a file's own message advises would lose the moments before: here they are lost already.
      let fact = reason.message.split(separator: ";").dropLast().joined(separator: ";")
      self.init(
        reason.code, "\(fact); remove it to go on with the moments to come, or --force to start over")
    case .diverged(let epoch, let step, let block, let path, let completed):
      let place = block.map { " in \($0)" } ?? ""
      let kept = completed > 0 ? "; \(path) holds epoch \(completed)" : ""
      self.init(
        .software,
        "training diverged in epoch \(epoch), step \(step)\(place)\(kept); try a smaller --learning-rate or --clip 1"
      )
    case .stopped(let path, let completed, let epochs):
      let kept = completed > 0 ? "\(path) holds epoch \(completed) of \(epochs)" : "no epoch was completed"
      self.init(.interrupted, "stopped; \(kept) - repeat the command to continue")
    }
  }
}
