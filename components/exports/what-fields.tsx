'use client';

import { Segmented } from '#components/ui/segmented.tsx';
import type { Offer } from './offers.ts';

interface WhatFieldsProps {
  offers: readonly Offer[];
  offer: Offer;
  onChange: (offer: Offer) => void;
  isBusy: boolean;
}

/** What goes into the file, where there is a choice. */
export function WhatFields({ offers, offer, onChange, isBusy }: WhatFieldsProps) {
  if (offers.length === 1) return null;
  const options = offers.map(({ label }) => ({ value: label, label, disabled: isBusy }));
  return (
    <fieldset className="field">
      <legend>What to export</legend>
      <Segmented
        label="What to export"
        name="what"
        options={options}
        value={offer.label}
        onChange={(label) => onChange(offers.find((one) => one.label === label) ?? offer)}
      />
    </fieldset>
  );
}
