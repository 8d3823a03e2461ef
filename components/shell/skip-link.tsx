/** First stop of the keyboard. The page's `<main>` has the id it leads to. */
export const mainId = 'main';

export function SkipLink() {
  return (
    <a className="skip" href={`#${mainId}`}>
      Skip to the page
    </a>
  );
}
