import { describe, expect, it } from 'vitest';
import { environmentLabel, name } from './names.ts';

describe('a name', () => {
  it.each(['Orders', '  Orders  ', 'Ärger', '注文', 'سفارش‌ها', '👩‍🔧 Repairs', 'x'.repeat(200)])('may be %j', (text) => {
    expect(name.parse(text)).toBe(text.trim());
  });

  it.each([
    ['nothing', ' '],
    ['zero-width signs alone', '\u200b\u2060'],
    ['a line break', 'a\nb'],
    ['a line separator', 'a\u2028b'],
    ['U+0000', 'a\u0000b'],
    ['half a character', 'a\ud800'],
    ['a sign that turns the direction', 'Contoso\u202enosotnoC'],
    ['a sign that ends a turn of the text around it', 'Contoso\u2069'],
    ['201 characters', 'x'.repeat(201)],
  ])('is not %s', (_, text) => {
    expect(name.safeParse(text).success).toBe(false);
  });
});

it('an environment does not turn the text around it either', () => {
  expect(environmentLabel.safeParse('production').success).toBe(true);
  expect(environmentLabel.safeParse('prod\u202enoitc').success).toBe(false);
});
