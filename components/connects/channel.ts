'use client';

/**
 * The window of a sign-in and the page that opened it have lost each other: the provider's page was in between, and ours
 * are apart from whatever opened them. They speak here, among pages of this origin. Nothing that is said is secret.
 */
export type Message =
  /** The provider has led the window back. */
  | { readonly kind: 'arrived'; readonly connect: string }
  /** The page that waits for it is there. */
  | { readonly kind: 'expected'; readonly connect: string }
  | { readonly kind: 'confirmed'; readonly connect: string; readonly credentialId: string }
  /** It ended without a credential, and why. */
  | { readonly kind: 'ended'; readonly connect: string; readonly message: string };

const channelName = 'keyhaven-connect';

const textAt = (value: object, key: string): string | null => {
  const text: unknown = Reflect.get(value, key);
  return typeof text === 'string' ? text : null;
};

/** Whatever a page of another version may send. */
function messageOf(value: unknown): Message | null {
  if (typeof value !== 'object' || value === null) return null;
  const [kind, connect] = [textAt(value, 'kind'), textAt(value, 'connect')];
  if (connect === null) return null;
  if (kind === 'arrived' || kind === 'expected') return { kind, connect };
  const [credentialId, message] = [textAt(value, 'credentialId'), textAt(value, 'message')];
  if (kind === 'confirmed' && credentialId !== null) return { kind, connect, credentialId };
  return kind === 'ended' && message !== null ? { kind, connect, message } : null;
}

export interface Line {
  readonly say: (message: Message) => void;
  readonly hangUp: () => void;
}

export function openLine(hear: (message: Message) => void): Line {
  const channel = new BroadcastChannel(channelName);
  channel.addEventListener('message', ({ data }: MessageEvent<unknown>) => {
    const message = messageOf(data);
    if (message) hear(message);
  });
  return {
    // oxlint-disable-next-line unicorn/require-post-message-target-origin -- a channel has one origin, ours
    say: (message) => channel.postMessage(message),
    hangUp: () => channel.close(),
  };
}
