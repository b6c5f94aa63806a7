/// The instructions of pickle protocols 0 to 5 (Python's `pickletools`, where their arguments are described).
enum PickleOpcode: UInt8 {
  case mark = 0x28
  case stop = 0x2e
  case pop = 0x30
  case popMark = 0x31
  case duplicate = 0x32
  case none = 0x4e
  case newTrue = 0x88
  case newFalse = 0x89

  // Numbers.
  case intText = 0x49
  case longText = 0x4c
  case floatText = 0x46
  case int4 = 0x4a
  case int1 = 0x4b
  case int2 = 0x4d
  case long1 = 0x8a
  case long4 = 0x8b
  case float8 = 0x47

  // Texts and bytes; the number is the size of the length.
  case stringText = 0x53
  case unicodeText = 0x56
  case string4 = 0x54
  case string1 = 0x55
  case unicode1 = 0x8c
  case unicode4 = 0x58
  case unicode8 = 0x8d
  case bytes1 = 0x43
  case bytes4 = 0x42
  case bytes8 = 0x8e
  case byteArray8 = 0x96

  // Containers.
  case emptyList = 0x5d
  case list = 0x6c
  case append = 0x61
  case appends = 0x65
  case emptyTuple = 0x29
  case tuple = 0x74
  case tuple1 = 0x85
  case tuple2 = 0x86
  case tuple3 = 0x87
  case emptyDictionary = 0x7d
  case dictionary = 0x64
  case setItem = 0x73
  case setItems = 0x75
  case emptySet = 0x8f
  case addItems = 0x90
  case frozenSet = 0x91

  // Objects.
  case global = 0x63
  case stackGlobal = 0x93
  case reduce = 0x52
  case newObject = 0x81
  case newObjectWithKeywords = 0x92
  case object = 0x6f
  case instance = 0x69
  case build = 0x62
  case persistentText = 0x50
  case persistent = 0x51

  // What was seen before.
  case getText = 0x67
  case get1 = 0x68
  case get4 = 0x6a
  case putText = 0x70
  case put1 = 0x71
  case put4 = 0x72
  case memoize = 0x94

  // The stream itself.
  case proto = 0x80
  case frame = 0x95
  case extension1 = 0x82
  case extension2 = 0x83
  case extension4 = 0x84
  case nextBuffer = 0x97
  case readOnlyBuffer = 0x98
}
