export interface ProgressProps {
  /** What moves: `Import`. */
  label: string;
  value: number;
  max: number;
  /** Show `1,840 of 6,212` above the bar. */
  hasWords?: boolean;
}

const figure = (value: number): string => Math.round(value).toLocaleString('en-GB');

export function Progress({ label, value, max, hasWords }: ProgressProps) {
  const words = `${figure(value)} of ${figure(max)}`;
  return (
    <>
      {hasWords && <div className="small soft">{words}</div>}
      <progress className="progress" aria-label={label} aria-valuetext={words} value={value} max={Math.max(max, 1)} />
    </>
  );
}
