/** `1 credential`, `1,204 credentials`: fixed locale, so that server and browser agree. */
export function amount(value: number, noun: string, plural: string = `${noun}s`): string {
  return `${value.toLocaleString('en-GB')} ${value === 1 ? noun : plural}`;
}
