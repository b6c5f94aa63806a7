import Models
import Storage

extension Model {
  /// What a reader of an exported file may want to know, by name.
  var exportedFacts: [String: String] {
    var facts = ["landscape.name": name, "landscape.loss": loss.rawValue]
    switch task.target {
    case .classes(let names):
      facts["landscape.task"] = "classes"
      if !names.isEmpty { facts["landscape.classes"] = JSONText.encode(names) }
    case .number(let column):
      facts["landscape.task"] = "number"
      if let column { facts["landscape.column"] = column }
    }
    return facts
  }
}
