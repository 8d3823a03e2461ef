import { CopyButton } from '#components/ui/copy-button.tsx';

interface RedirectAddressProps {
  /** Who it is registered with, in words. */
  provider: string;
  address: string;
  hint: string | null;
}

/** The first thing to do, and it is done at the provider. */
export function RedirectAddress({ provider, address, hint }: RedirectAddressProps) {
  return (
    <div className="field">
      <span className="label">Register this redirect address with {provider}</span>
      <div className="secret shown">
        <span className="mono grow clip" dir="ltr" title={address}>
          {address}
        </span>
        <CopyButton text={address} name="redirect address" />
      </div>
      {hint && <p className="hint">{hint}</p>}
    </div>
  );
}
