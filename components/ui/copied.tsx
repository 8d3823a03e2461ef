import { CopyButton } from './copy-button.tsx';

interface CopiedProps {
  text: string;
  /** What it is, for those who hear the button only. */
  name: string;
}

/** What a machine reads, with a press that copies it. */
export const Copied = ({ text, name }: CopiedProps) => (
  <>
    {text} <CopyButton text={text} name={name} />
  </>
);
