'use client';

import { useMemo, type ReactNode } from 'react';
import { Toast as Base } from '@base-ui/react/toast';
import { X } from 'lucide-react';
import { Icon } from './icon.tsx';
import { Mark } from './mark.tsx';
import { Progress, type ProgressProps } from './progress.tsx';

export type ToastKind = 'done' | 'running' | 'failed';

export interface ToastMessage {
  kind?: ToastKind;
  title: string;
  text?: string;
  /** Undo, Stop, Retry… The toast leaves when it is pressed. */
  action?: { label: string; onPress: () => void };
  /** With `running`: how far it is. */
  progress?: ProgressProps;
}

interface ToastData {
  progress?: ProgressProps;
}

export interface Toasts {
  /** Shows it and returns its id. `done` leaves after 6 s; `running` and `failed` stay. */
  add: (message: ToastMessage) => string;
  update: (id: string, message: ToastMessage) => void;
  close: (id: string) => void;
}

const staysMs = 6_000;

/** A second place for news; an error is also said where it happened. */
export function useToast(): Toasts {
  const { add, update, close } = Base.useToastManager<ToastData>();
  return useMemo(
    () => ({
      add: (message) => {
        const id: string = add(optionsOf(message, () => close(id)));
        return id;
      },
      update: (id, message) =>
        update(
          id,
          optionsOf(message, () => close(id)),
        ),
      close: (id) => close(id),
    }),
    [add, update, close],
  );
}

function optionsOf({ kind = 'done', title, text, action, progress }: ToastMessage, close: () => void) {
  return {
    title,
    description: text,
    type: kind,
    timeout: kind === 'done' ? staysMs : 0,
    priority: 'low' as const,
    data: { progress },
    actionProps: action && {
      children: action.label,
      onClick: () => {
        close();
        action.onPress();
      },
    },
  };
}

export function ToastProvider({ children }: { children: ReactNode }) {
  return (
    <Base.Provider limit={3} timeout={staysMs}>
      {children}
      <Base.Portal>
        <Base.Viewport className="toasts">
          <ToastList />
        </Base.Viewport>
      </Base.Portal>
    </Base.Provider>
  );
}

const markOf = { done: 'passed', running: 'verifying', failed: 'failed' } as const;
const isKind = (type: string | undefined): type is ToastKind => type !== undefined && type in markOf;

function ToastList() {
  const { toasts } = Base.useToastManager<ToastData>();
  return toasts.map((toast) => (
    <Base.Root key={toast.id} toast={toast} className="toast" swipeDirection="right">
      <Mark state={markOf[isKind(toast.type) ? toast.type : 'done']} />
      <div className="grow">
        <Base.Title />
        <Base.Description />
        {toast.data?.progress && <Progress {...toast.data.progress} />}
      </div>
      {toast.actionProps && <Base.Action className="btn quiet sm" />}
      <Base.Close className="btn quiet sm icon" aria-label="Dismiss">
        <Icon of={X} />
      </Base.Close>
    </Base.Root>
  ));
}
