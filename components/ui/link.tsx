'use client';

import { useState, type ComponentProps, type FocusEvent, type PointerEvent } from 'react';
import NextLink from 'next/link';

type LinkProps = Omit<ComponentProps<typeof NextLink>, 'prefetch'>;

/**
 * A link whose page is fetched ahead as soon as somebody points at it. Every link in sight would be dozens of pages asked
 * for with each that is shown.
 */
export function Link({ onPointerEnter, onFocus, ...rest }: LinkProps) {
  const [isMeant, setIsMeant] = useState(false);
  const meant = {
    onPointerEnter: (event: PointerEvent<HTMLAnchorElement>) => {
      setIsMeant(true);
      onPointerEnter?.(event);
    },
    onFocus: (event: FocusEvent<HTMLAnchorElement>) => {
      setIsMeant(true);
      onFocus?.(event);
    },
  };
  return <NextLink {...rest} {...meant} prefetch={isMeant ? null : false} />;
}
