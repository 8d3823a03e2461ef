import type { Metadata, Viewport } from 'next';
import type { ReactNode } from 'react';
import { Providers } from '#components/shell/providers.tsx';
import { fontClasses } from '#components/ui/fonts.ts';
import '#components/ui/styles/index.css';
import { pageNonce } from '#lib/gate/nonce.ts';

export const metadata: Metadata = {
  title: { default: 'Keyhaven', template: '%s · Keyhaven' },
  description: 'A vault for the credentials of integration flows.',
  robots: { index: false, follow: false },
};

export const viewport: Viewport = { colorScheme: 'light dark' };

export default async function RootLayout({ children }: { children: ReactNode }) {
  return (
    <html lang="en" className={fontClasses}>
      <body>
        <Providers nonce={await pageNonce()}>{children}</Providers>
      </body>
    </html>
  );
}
