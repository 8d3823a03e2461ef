import { beforeAll, describe, expect, it } from 'vitest';
import { testDatabase } from '#db/testing.ts';
import { ask } from './testing.ts';

beforeAll(testDatabase);

describe('the listener', () => {
  it('answers an unknown address with its code, its guards and an id', async () => {
    const answer = await ask('GET', '/nowhere');
    expect(answer.status).toBe(404);
    expect(answer.body).toMatchObject({ code: 'NOT_FOUND' });
    expect(answer.headers.get('request-id')).toMatch(/^req_/);
    expect(answer.headers.get('cache-control')).toBe('no-store');
    expect(answer.headers.get('x-content-type-options')).toBe('nosniff');
  });
});
