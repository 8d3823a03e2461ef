import { describe, expect, it } from 'vitest';
import { everything, listOffer, offerOf } from './offers.ts';
import { leftOutWords, sealedToWords, whatWords } from './words.ts';

describe('an export in words', () => {
  it('says how many of what, and what stayed out', () => {
    expect(whatWords({ resourceType: 'credential', count: 1, leftOut: 0 })).toBe('1 credential');
    expect(whatWords({ resourceType: 'credential', count: 12_000, leftOut: 2 })).toBe('12,000 credentials, 2 left out');
    expect(whatWords({ resourceType: 'flow', count: 1, leftOut: 0 })).toBe('1 flow');
  });

  it('names the recipient, if there is a name', () => {
    expect(sealedToWords({ sealing: 'recipient', recipientName: 'Contoso' })).toBe('Contoso');
    expect(sealedToWords({ sealing: 'recipient', recipientName: null })).toBe('A receiving key');
    expect(sealedToWords({ sealing: 'passphrase', recipientName: null })).toBe('A passphrase');
  });

  it('says why something stayed out, whatever the code', () => {
    expect(leftOutWords('UNREADABLE')).toContain('cannot be read');
    expect(leftOutWords('TOO_LARGE')).toContain('cannot be put into a file');
  });
});

describe('what is offered', () => {
  it('are those chosen, by name', () => {
    const many = Array.from({ length: 7 }, (_, n) => ({ id: `crd_${n}`, name: `No ${n}` }));
    expect(offerOf(many.slice(0, 1))).toMatchObject({ title: 'Export No 0', chosen: { ids: ['crd_0'] } });
    expect(offerOf(many)).toMatchObject({
      title: 'Export 7 credentials',
      sentence: 'No 0, No 1, No 2, No 3, No 4 and 2 more',
    });
  });

  it('is the list as it is filtered, without its place', () => {
    const filter = { q: 'orders', state: [], authType: [], environment: [], after: 'x' };
    const offer = listOffer('rest', 'REST API', 65, filter);
    expect(offer).toMatchObject({ title: 'Export 65 credentials of REST API' });
    expect(offer.sentence).toContain('The 65 that match the filter');
    expect(offer.chosen).toEqual({
      scope: 'app',
      component: 'rest',
      filter: { q: 'orders', state: [], authType: [], environment: [] },
    });
    expect(listOffer('rest', 'REST API', 4, { q: '' }).sentence).toBeUndefined();
  });

  it('is everything', () => expect(everything.chosen).toEqual({ scope: 'all' }));
});
