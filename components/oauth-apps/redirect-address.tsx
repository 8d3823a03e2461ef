import { CopyButton } from '#components/ui/copy-button.tsx';

interface RedirectAddressProps {
  label: string;
  address: string;
  /** For who copies it: which one it is. */
  name: string;
  hint: string | null;
}

/** What is registered at the provider. */
export function RedirectAddress({ label, address, name, hint }: RedirectAddressProps) {
  return (
    <div className="field">
      <span className="label">{label}</span>
      <div className="secret shown">
        <span className="mono grow" dir="ltr">
          {address}
        </span>
        <CopyButton text={address} name={name} />
      </div>
      {hint && <p className="hint">{hint}</p>}
    </div>
  );
}
