import { amount } from './words.ts';

/** How many there are: the only solid green. It stays green when something is wrong; the state says that. */
export function Count({ value, noun, plural }: { value: number; noun: string; plural?: string }) {
  return (
    <span className="count">
      <span aria-hidden="true">{value.toLocaleString('en-GB')}</span>
      <span className="sr">{amount(value, noun, plural)}</span>
    </span>
  );
}
