import { afterEach, describe, expect, it } from 'vitest';
import { openLine, type Line, type Message } from './channel.ts';

const open: Line[] = [];
afterEach(() => {
  for (const line of open.splice(0)) line.hangUp();
});

/** The first thing somebody else says. */
function heard(): Promise<Message> {
  return new Promise((resolve) => open.push(openLine(resolve)));
}

describe('the line between the windows of a sign-in', () => {
  it.each<Message>([
    { kind: 'arrived', connect: 'a' },
    { kind: 'expected', connect: 'a' },
    { kind: 'confirmed', connect: 'a', credentialId: 'crd_1' },
    { kind: 'ended', connect: 'a', message: 'Nothing was stored.' },
  ])('carries $kind', async (message) => {
    const first = heard();
    const line = openLine(() => undefined);
    open.push(line);
    line.say(message);
    expect(await first).toEqual(message);
  });

  it('hears nothing else', async () => {
    const first = heard();
    const channel = new BroadcastChannel('keyhaven-connect');
    const noise = [null, 7, 'arrived', {}, { kind: 'arrived' }, { kind: 'confirmed', connect: 'a' }];
    for (const said of [...noise, { kind: 'expected', connect: 'b', more: 'than is known' }])
      // oxlint-disable-next-line unicorn/require-post-message-target-origin -- a channel has one origin
      channel.postMessage(said);
    expect(await first).toEqual({ kind: 'expected', connect: 'b' });
    channel.close();
  });
});
