'use client';

import { useId, useRef, type ReactNode } from 'react';
import { Dialog as Base } from '@base-ui/react/dialog';
import { X } from 'lucide-react';
import { clsx } from 'clsx';
import { Icon } from './icon.tsx';
import { keepFocus } from './keep-focus.ts';

/** 440 asks, 560 holds a form, 880 a plan. Below 720 px all are sheets from the bottom. */
export type DialogSize = 'confirm' | 'form' | 'plan';

interface DialogProps {
  open: boolean;
  onOpenChange: (open: boolean) => void;
  title: ReactNode;
  sentence?: ReactNode;
  size?: DialogSize;
  /** At the start of the footer: what will follow, in words. */
  consequence?: ReactNode;
  /** At its end: secondary, then the one primary. A submit button names its form by `form`. */
  actions?: ReactNode;
  /** Work that a press beside the dialog must not throw away: only Close and `Esc` leave it. */
  keepOpenOutside?: boolean;
  children?: ReactNode;
}

const widthOf: Record<DialogSize, string> = { confirm: 'narrow', form: '', plan: 'wide' };

const firstField =
  ':is(input, select, textarea):not([type=hidden], [type=file], :disabled, [readonly]), [data-first-focus]';

const keepWhileOpen = (popup: HTMLElement | null) => (popup ? keepFocus(popup) : undefined);

export function Dialog(props: DialogProps) {
  const { open, onOpenChange, title, sentence, size = 'form', consequence, actions, keepOpenOutside, children } = props;
  const content = useRef<HTMLDivElement>(null);
  const heading = useId();
  return (
    <Base.Root open={open} onOpenChange={(next) => onOpenChange(next)} disablePointerDismissal={keepOpenOutside}>
      <Base.Portal>
        <Base.Backdrop className="fog" />
        <Base.Viewport className="scrim">
          <Base.Popup
            ref={keepWhileOpen}
            className={clsx('dialog', widthOf[size])}
            // A keyboard that covers a small screen is worse than one tap: on touch the dialog itself takes focus.
            initialFocus={(by) =>
              (by === 'touch' ? null : content.current?.querySelector<HTMLElement>(firstField)) ?? true
            }
          >
            <header>
              <div className="grow">
                <Base.Title id={heading}>{title}</Base.Title>
                {sentence && <Base.Description>{sentence}</Base.Description>}
              </div>
              <Base.Close className="btn quiet sm icon" aria-label="Close">
                <Icon of={X} />
              </Base.Close>
            </header>
            {children && (
              // oxlint-disable-next-line jsx-a11y/no-noninteractive-tabindex -- it scrolls, so it must be reachable
              <section className="content" ref={content} tabIndex={0} aria-labelledby={heading}>
                {children}
              </section>
            )}
            {(consequence || actions) && (
              <footer>
                <span className="grow">{consequence}</span>
                {actions}
              </footer>
            )}
          </Base.Popup>
        </Base.Viewport>
      </Base.Portal>
    </Base.Root>
  );
}
