import { vi } from 'vitest';
import { prove } from './commands.ts';

/**
 * What somebody else does once an app has answered a dry run, before that is written. The test file spies on
 * `#lib/verifications/commands.ts`.
 */
export const whileItIsProved = (act: () => Promise<unknown>) =>
  vi.mocked(prove).mockImplementationOnce(async (...given) => {
    const result = await prove(...given);
    await act();
    return result;
  });
