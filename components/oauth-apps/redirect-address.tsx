import { CopyButton } from '#components/ui/copy-button.tsx';

interface RedirectAddressProps {
  /** Of the provider, as its catalogue entry calls it. */
  app: string;
  address: string;
  hint: string | null;
}

/** The first thing to do, and it is done at the provider. */
export function RedirectAddress({ app, address, hint }: RedirectAddressProps) {
  return (
    <div className="field">
      <span className="label">Register this redirect address with {app}</span>
      <div className="secret">
        <span className="mono grow clip" dir="ltr" title={address}>
          {address}
        </span>
        <CopyButton text={address} name="redirect address" />
      </div>
      {hint && <p className="hint">{hint}</p>}
    </div>
  );
}
