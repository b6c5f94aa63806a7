import FoundationEssentials

extension Workbench {
  /// Writes `houses.csv`: 60 rows with the columns `area`, `rooms`, `age`, `kind` (words) and `price`, which the other
  /// numbers explain but for a small rest.
  func writeHouses() throws {
    let rows = (0..<60).map { i in
      let (area, rooms, age) = (40 + i * 37 % 110, 1 + i % 5, i * 13 % 70)
      let price = 2000 * area + 15000 * rooms - 900 * age + i * 7919 % 4001
      return "\(area),\(rooms),\(age),\(["house", "flat", "castle"][i * 5 % 7 % 3]),\(price)"
    }
    try write(Array((["area,rooms,age,kind,price"] + rows).joined(separator: "\n").utf8), to: "houses.csv")
  }

  /// Options that train on it in no time; the target is to be added.
  static let houseTraining =
    "train --train-file houses.csv --model mlp --widths 8 --epochs 2 --batch-size 16 --learning-rate 0.05 --threads 1"
    + " -o m.ckpt"

  /// Writes a small table and trains on it to predict `y`.
  func train(on text: String, _ options: String = "--target y") throws -> RunningProgram.Ending {
    try write(Array(text.utf8), to: "t.csv")
    return try run(
      "train --data csv --train-file t.csv \(options) --model mlp --widths 4 --epochs 1 -o m.ckpt -q")
  }
}
