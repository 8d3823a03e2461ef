import type { KeyView } from '#lib/recipients/schema.ts';

export const keyHint = 'Their admin copies it under Settings, Keys. It begins with khr1_ and is no secret.';

export function keyOwnerWords({ of, name }: Pick<KeyView, 'of' | 'name'>): string {
  if (of === 'own') return 'This tenant';
  return name ?? 'Somebody not kept here yet';
}
