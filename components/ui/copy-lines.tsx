import { CopyButton } from './copy-button.tsx';

interface CopyLinesProps {
  lines: readonly {
    readonly text: string;
    /** What it is, for those who hear the button only. */
    readonly name: string;
  }[];
}

/** What a machine reads and is too long for a row of facts: all of it in sight, with a press that copies it. */
export const CopyLines = ({ lines }: CopyLinesProps) => (
  <ul className="texts">
    {lines.map(({ text, name }) => (
      <li key={name}>
        <code dir="ltr">{text}</code>
        <span className="small">
          <CopyButton text={text} name={name} />
        </span>
      </li>
    ))}
  </ul>
);
