'use client';

import type { ReactNode } from 'react';
import { Popover } from './popover.tsx';

export interface Help {
  /** What is asked. Default: `Where do I find this?` */
  label?: string;
  /** A page elsewhere… */
  href?: string;
  /** …or a few sentences here. */
  text?: ReactNode;
}

export function FieldHelp({ label = 'Where do I find this?', href, text, about }: Help & { about: string }) {
  const forEars = <span className="sr"> {about}</span>;
  if (text) {
    return (
      <Popover
        trigger={
          <button type="button" className="linkbtn">
            {label}
            {forEars}
          </button>
        }
        title={about}
      >
        <div className="stack tight">
          <div>{text}</div>
          {href && (
            <a href={href} target="_blank" rel="noreferrer">
              Open the guide
            </a>
          )}
        </div>
      </Popover>
    );
  }
  return (
    <a href={href} target="_blank" rel="noreferrer">
      {label}
      {forEars}
    </a>
  );
}
