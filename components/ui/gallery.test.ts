import { readdirSync, readFileSync } from 'node:fs';
import { createElement, type ComponentType } from 'react';
import { renderToStaticMarkup } from 'react-dom/server';
import { describe, expect, it } from 'vitest';
import { Dashboard } from './gallery/dashboard.tsx';
import { Detail } from './gallery/detail.tsx';
import { Frame, Gate } from './gallery/frame.tsx';
import { Parts } from './gallery/parts.tsx';

const screens: Record<string, ComponentType> = { Parts, Dashboard, Detail, Frame, Gate };
const markup = Object.fromEntries(
  Object.entries(screens).map(([name, screen]) => [name, renderToStaticMarkup(createElement(screen))]),
);
const all = Object.values(markup).join('\n');
const tags = (pattern: RegExp): string[] => [...all.matchAll(pattern)].map((match) => match[0]);

describe('every part as the server writes it', () => {
  it.each(Object.keys(screens))('%s has no style attribute, no style or script element', (name) => {
    expect(markup[name]).not.toMatch(/\sstyle="|<style|<script/);
  });

  it('names every button that shows only a picture', () => {
    const buttons = tags(/<button[^>]*>(?:(?!<\/button>).)*<\/button>/gs);
    expect(buttons.length).toBeGreaterThan(20);
    const words = (button: string): string => button.replaceAll(/<svg.*?<\/svg>|<kbd.*?<\/kbd>|<[^>]+>/gs, '').trim();
    expect(buttons.filter((button) => !words(button) && !/aria-label="[^"]+"/.test(button))).toEqual([]);
  });

  it('gives every button a type, so that none submits by accident', () => {
    expect(tags(/<button[^>]*>/g).filter((button) => !button.includes('type="'))).toEqual([]);
  });

  it('gives every drawing a name or hides it', () => {
    expect(tags(/<svg[^>]*>/g).filter((svg) => !/aria-hidden="true"|aria-label="[^"]+"/.test(svg))).toEqual([]);
  });

  it('ties every control to a label, and points descriptions at what is there', () => {
    const ids = new Set(tags(/\sid="[^"]+"/g).map((id) => id.slice(5, -1)));
    const targets = tags(/\s(?:for|aria-describedby|aria-labelledby)="[^"]+"/g).map((one) => one.split('"')[1] ?? '');
    expect(targets.length).toBeGreaterThan(6);
    expect(targets.filter((target) => !ids.has(target))).toEqual([]);
  });

  it('says an error once, at the field, and marks the field', () => {
    const field = /<input[^>]*value="54321x"[^>]*>/.exec(all)?.[0] ?? '';
    expect(field).toContain('aria-invalid="true"');
    const note = /aria-describedby="([^"]+)"/.exec(field)?.[1] ?? 'none';
    expect(all).toContain(`<p class="error" id="${note}">`);
  });

  it('announces a failure as an alert, the rest as a status, a notice not at all', () => {
    expect(all).toMatch(/class="result s-failed" role="alert"/);
    expect(all).toMatch(/class="result s-passed" role="status"/);
    expect(all).toMatch(/class="result s-reconnect">/);
  });

  it('shows nothing of a saved secret', () => {
    const strip = /<div class="secret">.*?<\/div>/s.exec(all)?.[0] ?? '';
    expect(strip).toContain('saved');
    expect(strip).not.toContain('<input');
  });
});

describe('style sheets', () => {
  const folder = new URL('styles/', import.meta.url);
  const sheets = readdirSync(folder).map((name) => ({ name, text: readFileSync(new URL(name, folder), 'utf8') }));

  it.each(sheets.map((sheet) => sheet.name))('%s turns round with the direction of text', (name) => {
    const text = sheets.find((sheet) => sheet.name === name)?.text ?? '';
    expect(text).not.toMatch(
      /(?:margin|padding|border)-(?:left|right)\b|^\s*(?:left|right|float: (?:left|right))\s*:/m,
    );
    expect(text).not.toMatch(/text-align: (?:left|right)/);
  });

  it('use colours by token only', () => {
    const loose = sheets.filter((sheet) => sheet.name !== 'tokens.css' && /#[0-9a-f]{3,8}\b|rgb\(/i.test(sheet.text));
    expect(loose.map((sheet) => sheet.name)).toEqual([]);
  });

  it('use no token that does not exist', () => {
    const text = sheets.map((sheet) => sheet.text).join('\n');
    const made = new Set([...text.matchAll(/^\s*(--[\w-]+):/gm)].map((match) => match[1]));
    // Those with a fallback are set elsewhere: by the fonts, or by what floats.
    const used = [...text.matchAll(/var\((--[\w-]+)\)/g)].map((match) => match[1]);
    expect(used.filter((token) => !made.has(token))).toEqual([]);
  });

  it('are all imported', () => {
    const index = sheets.find((sheet) => sheet.name === 'index.css')?.text ?? '';
    const missing = sheets.filter((sheet) => sheet.name !== 'index.css' && !index.includes(`'./${sheet.name}'`));
    expect(missing.map((sheet) => sheet.name)).toEqual([]);
  });
});
