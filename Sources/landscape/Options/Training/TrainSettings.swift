/// Options of `train` by name, from a configuration file, a checkpoint or `--set`.
struct TrainSettings {
  /// In the order of `TrainSetting.all`, whatever the order of the source.
  private var values: [String: SettingValue] = [:]

  init() {}

  /// The options that have a value, and describe the run.
  init(_ command: TrainCommand, threads: Int) {
    for setting in TrainSetting.all where setting.describesRun {
      values[setting.name] = setting.value(command)
    }
    // Not the default, which another machine would have another of.
    values["threads"] = .integer(threads)
  }

  /// The options of a TOML text.
  ///
  /// - Parameter source: what to call the text in errors.
  init(toml text: String, source: String) throws {
    var reader = ConfigurationReader(text, source: source)
    try self.init(&reader, source: source)
  }

  /// The options that a reader finds.
  ///
  /// - Parameter source: what to call the text in errors.
  init(_ reader: inout ConfigurationReader, source: String) throws {
    for (name, found) in try reader.read() {
      let setting = try Self.setting(name, source: source)
      guard let fitting = setting.fit(found) else {
        throw Failure(
          .usage, "\(source): \(name) is \(found.typeName); it must be \(setting.kind.phrase)")
      }
      values[name] = fitting
    }
  }

  /// Changes one option as `name=value` says; nothing after the sign takes it away.
  mutating func set(_ change: String) throws {
    guard let sign = change.firstIndex(of: "=") else {
      throw Failure(.usage, "--set '\(change)': write NAME=VALUE, such as --set optimizer=adam")
    }
    let (name, text) = (String(change[..<sign]), String(change[change.index(after: sign)...]))
    let setting = try Self.setting(name, source: "--set")
    guard !text.isEmpty else {
      values[name] = nil
      return
    }
    guard let value = setting.read(text) else {
      throw Failure(.usage, "--set: \(name) '\(text)' must be \(setting.kind.phrase)")
    }
    values[name] = value
  }

  /// Whether they describe a whole run and not only what differs from the usual one.
  var areComplete: Bool {
    values["model"] != nil && values["epochs"] != nil
      && (values["data"] != nil || values["train-file"] != nil)
  }

  /// These options with those of another source in their place where that has them.
  func updated(with other: TrainSettings) -> TrainSettings {
    var result = self
    result.values.merge(other.values) { $1 }
    return result
  }

  /// The options as words of a command line.
  var arguments: [String] {
    TrainSetting.all.flatMap { setting -> [String] in
      guard let value = values[setting.name] else { return [] }
      switch value {
      case .flag(true): return ["--\(setting.name)"]
      case .flag(false): return setting.name == "normalized" ? ["--no-normalized"] : []
      // An empty value has to be a word of its own.
      case .text(""): return ["--\(setting.name)", ""]
      default: return ["--\(setting.name)=\(value.argument)"]
      }
    }
  }

  /// The options as a configuration file.
  var toml: String {
    TrainSetting.all.compactMap { setting in values[setting.name].map { "\(setting.name) = \($0.toml)\n" } }
      .joined()
  }

  private static func setting(_ name: String, source: String) throws -> TrainSetting {
    if let setting = TrainSetting.all.first(where: { $0.name == name }) { return setting }
    let nearest = Suggestion.nearest(to: name, among: TrainSetting.all.map(\.name))
    let hint = nearest.map { "did you mean '\($0)'?" } ?? "see 'landscape train --help' for the names"
    throw Failure(.usage, "\(source): unknown option '\(name)'; \(hint)")
  }
}

extension TrainSetting {
  /// The value as the option takes it, nil when it is of another type.
  fileprivate func fit(_ value: SettingValue) -> SettingValue? {
    switch (kind, value) {
    case (.flag, .flag), (.integer, .integer), (.number, .number), (.text, .text), (.list, .text): value
    case (.number, .integer(let number)): .number(Double(number))
    case (.list, .integer), (.list, .number): .text(value.argument)
    // Seeds may be larger than the whole numbers of TOML.
    case (.integer, .text(let text)): UInt64(text).map { _ in value }
    default: nil
    }
  }

  /// The value that a word of a command line stands for, nil when it is of another type.
  fileprivate func read(_ text: String) -> SettingValue? {
    switch kind {
    case .flag: Bool(text).map(SettingValue.flag)
    case .integer: Int(text).map(SettingValue.integer) ?? UInt64(text).map { _ in .text(text) }
    case .number: Double(text).map(SettingValue.number)
    case .text, .list: .text(text)
    }
  }
}

extension TrainSetting.Kind {
  fileprivate var phrase: String {
    switch self {
    case .flag: "true or false"
    case .integer: "a whole number"
    case .number: "a number"
    case .text: "a text in quotation marks"
    case .list: "a text with commas or an array"
    }
  }
}
