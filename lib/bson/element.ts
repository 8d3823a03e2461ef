/** The element types (bsonspec.org 1.1) a file may use. */
export const elementType = {
  double: 0x01,
  string: 0x02,
  document: 0x03,
  array: 0x04,
  binary: 0x05,
  bool: 0x08,
  date: 0x09,
  null: 0x0a,
  int32: 0x10,
  int64: 0x12,
} as const;

/** Real BSON that has no place in a credential; named so that a refusal can say what was met. */
export const foreignTypes: ReadonlyMap<number, string> = new Map([
  [0x06, 'undefined'],
  [0x07, 'ObjectId'],
  [0x0b, 'regular expression'],
  [0x0c, 'DBPointer'],
  [0x0d, 'JavaScript code'],
  [0x0e, 'symbol'],
  [0x0f, 'JavaScript code with scope'],
  [0x11, 'timestamp'],
  [0x13, '128-bit decimal'],
  [0x7f, 'maximum key'],
  [0xff, 'minimum key'],
]);

const known = new Set<number>(Object.values(elementType));

export const isElementType = (byte: number): boolean => known.has(byte) || foreignTypes.has(byte);
