import { expect, it } from 'vitest';
import { cursorOf } from '#lib/credentials/model.ts';
import { listFilter } from '#lib/credentials/schema.ts';
import { flowFilter } from '#lib/flows/schema.ts';
import { newId } from '#lib/ids.ts';
import { nameCharactersMax, nameKey } from '#lib/names.ts';
import { choicesInput } from './schema.ts';

it.each(['漢', '🛶', '\ufdfa'])('the place behind the longest name of %s is taken by every list', (sign) => {
  const after = cursorOf(`0${nameKey(sign.repeat(nameCharactersMax))}`, newId('crd'));
  for (const list of [listFilter, flowFilter, choicesInput])
    expect(list.safeParse({ component: 'rest', q: '', after }).success).toBe(true);
});
