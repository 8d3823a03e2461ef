/** A key as it is printed on the keyboard. Beside an action it is a hint for eyes only. */
export function Kbd({ children }: { children: string }) {
  return <kbd aria-hidden="true">{children}</kbd>;
}
