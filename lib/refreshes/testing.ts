import { vi } from 'vitest';
import { refreshTokens } from '#lib/oauth/tokens.ts';

/**
 * What somebody else does once the provider has given newer tokens, before they are saved. The test file spies on
 * `#lib/oauth/tokens.ts`.
 */
export const whileItIsRefreshed = (act: () => Promise<unknown>) =>
  vi.mocked(refreshTokens).mockImplementationOnce(async (...given) => {
    const answer = await refreshTokens(...given);
    await act();
    return answer;
  });
