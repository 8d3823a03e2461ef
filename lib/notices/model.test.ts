import { describe, expect, it } from 'vitest';
import { dayMs, hourMs, minuteMs } from '#lib/clock.ts';
import { attemptsMax, isUntold, leaseAfter, letterOf, namedMax, warningOf, type LetterItem } from './model.ts';

const now = Date.UTC(2026, 10, 21, 12);

const item = (change: Partial<LetterItem> = {}): LetterItem => ({
  credentialId: 'crd_1',
  component: 'rest',
  app: 'REST API',
  name: 'Orders',
  environment: 'production',
  expiresAt: now + 7 * dayMs,
  message: 'REST API ended the session.',
  ...change,
});
const facts = {
  tenant: { slug: 'northwind', name: 'Northwind' },
  workspace: { slug: 'operations', name: 'Operations' },
  address: 'https://vault.example.com',
};
const lettered = (kind: 'reconnect' | 'expiring', items: readonly LetterItem[]) =>
  letterOf({ kind, ...facts, items }, now);

describe('the warning of an end', () => {
  it.each([
    [31 * dayMs, null],
    [30 * dayMs, 30],
    [8 * dayMs, 30],
    [7 * dayMs, 7],
    [dayMs + 1, 7],
    [dayMs, 1],
    [1, 1],
    [0, null],
    [-dayMs, null],
  ])('%i ms ahead is %s', (ahead, days) => {
    expect(warningOf(now + ahead, now)).toBe(days);
  });

  it('is given once for each date', () => {
    const warning = { expiresAt: now + dayMs, days: 7 } as const;
    expect(isUntold({ toldExpiresAt: null, toldDays: null }, warning)).toBe(true);
    expect(isUntold({ toldExpiresAt: now + dayMs, toldDays: 30 }, warning)).toBe(true);
    expect(isUntold({ toldExpiresAt: now + dayMs, toldDays: 7 }, warning)).toBe(false);
    expect(isUntold({ toldExpiresAt: now + dayMs, toldDays: 1 }, warning)).toBe(false);
    expect(isUntold({ toldExpiresAt: now, toldDays: 1 }, warning)).toBe(true);
  });
});

describe('a letter', () => {
  it('names what needs somebody, why, and where', () => {
    const { subject, text, html } = lettered('reconnect', [item()]);
    expect(subject).toBe('Reconnect needed: Orders (REST API)');
    expect(text).toContain('1 credential has lost access');
    expect(text).toContain('REST API ended the session.');
    for (const part of [text, html])
      expect(part).toContain('https://vault.example.com/northwind/operations/credentials/rest/crd_1');
    expect(text).toContain('https://vault.example.com/northwind/operations/settings');
  });

  it('says when things end', () => {
    const { subject, text } = lettered('expiring', [item(), item({ name: 'Second', expiresAt: now + dayMs })]);
    expect(subject).toBe('Expires soon: 2 credentials in Operations');
    expect(text).toContain('Expires in 7 days, on 2026-11-28 (UTC).');
    expect(text).toContain('Expires tomorrow, on 2026-11-22 (UTC).');
  });

  it('names twenty, and the rest as a number', () => {
    const items = Array.from({ length: 1_250 }, (_, n) => item({ name: `Key ${n}.` }));
    const { text } = lettered('reconnect', items);
    expect(text).toContain(`Key ${namedMax - 1}.`);
    expect(text).not.toContain(`Key ${namedMax}.`);
    expect(text).toContain('and 1,230 more: https://vault.example.com/northwind/operations/freshness');
  });

  it('shows names as they are, and runs nothing of them', () => {
    const { subject, html } = lettered('reconnect', [item({ name: '<img src=x onerror=alert(1)>\r\nBcc: a@b.c' })]);
    expect(html).not.toContain('<img');
    expect(subject).not.toMatch(/[\r\n]/);
  });

  it('is tried for two days, ever more seldom', () => {
    const waits = Array.from({ length: attemptsMax }, (_, n) => leaseAfter(n + 1));
    expect(waits[0]).toBe(5 * minuteMs);
    expect(waits).toEqual(waits.toSorted((a, b) => a - b));
    expect(Math.max(...waits)).toBe(6 * hourMs);
  });
});
