'use client';

import { parseAsString, useQueryState } from 'nuqs';

/** `?create=` opens the dialog with its list of apps, `?create=slack` that app's form; without it the dialog is closed. */
export function useCreateParam() {
  const [component, setComponent] = useQueryState('create', parseAsString.withOptions({ history: 'replace' }));
  return { component, open: (app = '') => void setComponent(app), close: () => void setComponent(null) };
}
