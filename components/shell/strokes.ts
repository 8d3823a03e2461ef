/** One press as the bindings name it. */
export interface Stroke {
  key: string;
  hasModifier: boolean;
  /** This press after the one before: `g a`. */
  pair: string | null;
  at: number;
}

interface Press {
  key: string;
  ctrlKey: boolean;
  metaKey: boolean;
  altKey: boolean;
  timeStamp: number;
}

/** Two presses this close are one sequence. */
const pairMs = 1_000;

/** Null for what no binding can mean: Alt, or a modifier alone. */
export function readStroke(press: Press, before: Stroke | null): Stroke | null {
  if (press.altKey || ['Control', 'Meta', 'Shift', 'Alt', 'AltGraph'].includes(press.key)) return null;
  const letter = press.key.length === 1 ? press.key.toLowerCase() : press.key;
  const hasModifier = press.ctrlKey || press.metaKey;
  const key = hasModifier ? `mod+${letter}` : letter;
  const isPair = before !== null && !before.hasModifier && !hasModifier && press.timeStamp - before.at < pairMs;
  return { key, hasModifier, pair: isPair ? `${before.key} ${letter}` : null, at: press.timeStamp };
}
