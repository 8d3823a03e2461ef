/** Control, format (bidirectional marks among them), unassigned and line-separating characters. */
const unprintable = /[\p{C}\p{Zl}\p{Zp}]/gu;

/** Text out of a foreign file, fit for one line of a message: short, and nothing in it that moves or hides other text. */
export function printable(text: string, charactersMax = 40): string {
  const characters = [...text.slice(0, charactersMax * 4).replaceAll(unprintable, '\ufffd')];
  return characters.length > charactersMax
    ? `${characters.slice(0, charactersMax - 1).join('')}…`
    : characters.join('');
}
