/// An option of `train` as configuration files know it: its name without the dashes, its type, and its value.
struct TrainSetting: Sendable {
  enum Kind: Hashable, Sendable {
    case flag
    case integer
    case number
    case text
    /// Numbers or names, as a text with commas or as an array.
    case list
  }

  let name: String
  let kind: Kind
  /// True for what describes the run, and is kept in its checkpoint; false for where results go and what is printed.
  let describesRun: Bool
  /// The value that the options have; nil when there is none.
  let value: @Sendable (TrainCommand) -> SettingValue?

  private init(
    _ name: String, _ kind: Kind, describesRun: Bool = true,
    _ value: @escaping @Sendable (TrainCommand) -> SettingValue?
  ) {
    self.name = name
    self.kind = kind
    self.describesRun = describesRun
    self.value = value
  }

  static func flag(_ name: String, _ value: @escaping @Sendable (TrainOptions) -> Bool) -> TrainSetting {
    TrainSetting(name, .flag) { .flag(value($0.options)) }
  }

  static func integer(_ name: String, _ value: @escaping @Sendable (TrainOptions) -> Int?) -> TrainSetting {
    TrainSetting(name, .integer) { value($0.options).map(SettingValue.integer) }
  }

  /// A seed; those beyond the whole numbers of TOML are texts.
  static func seed(_ name: String, _ value: @escaping @Sendable (TrainOptions) -> UInt64) -> TrainSetting {
    TrainSetting(name, .integer) { command in
      let seed = value(command.options)
      return Int(exactly: seed).map(SettingValue.integer) ?? .text("\(seed)")
    }
  }

  static func number(_ name: String, _ value: @escaping @Sendable (TrainOptions) -> Double?) -> TrainSetting {
    TrainSetting(name, .number) { value($0.options).map(SettingValue.number) }
  }

  static func text(_ name: String, _ value: @escaping @Sendable (TrainOptions) -> String?) -> TrainSetting {
    TrainSetting(name, .text) { value($0.options).map(SettingValue.text) }
  }

  static func list(_ name: String, _ value: @escaping @Sendable (TrainOptions) -> String?) -> TrainSetting {
    TrainSetting(name, .list) { value($0.options).map(SettingValue.text) }
  }

  /// An option that says nothing of the run.
  static func other(
    _ name: String, _ kind: Kind, _ value: @escaping @Sendable (TrainCommand) -> SettingValue?
  ) -> TrainSetting {
    TrainSetting(name, kind, describesRun: false, value)
  }
}
