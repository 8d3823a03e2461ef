/**
 * Headers of every answer, pages and files alike. The Content-Security-Policy of pages has a nonce of its own for each
 * and comes from proxy.ts; what is not a page may do nothing at all.
 */
const everywhere = [
  { key: 'X-Content-Type-Options', value: 'nosniff' },
  { key: 'Referrer-Policy', value: 'same-origin' },
  { key: 'X-Frame-Options', value: 'DENY' },
  { key: 'Cross-Origin-Opener-Policy', value: 'same-origin' },
  { key: 'Cross-Origin-Resource-Policy', value: 'same-origin' },
  { key: 'X-DNS-Prefetch-Control', value: 'off' },
  { key: 'X-Permitted-Cross-Domain-Policies', value: 'none' },
  {
    key: 'Permissions-Policy',
    value:
      'accelerometer=(), camera=(), display-capture=(), geolocation=(), gyroscope=(), magnetometer=(), microphone=(), ' +
      'midi=(), payment=(), publickey-credentials-get=(), usb=()',
  },
];

const noPage = [{ key: 'Content-Security-Policy', value: "default-src 'none'; frame-ancestors 'none'; sandbox" }];

/** @type {import('next').NextConfig} */
export default {
  serverExternalPackages: ['better-sqlite3', 'pg', 'pino', 'undici', 'bson'],
  turbopack: { root: import.meta.dirname },
  images: { unoptimized: true },
  // `npm run verify` checks the types of everything, tests and programs too; a start need not do it again.
  typescript: { ignoreBuildErrors: true },
  poweredByHeader: false,
  reactStrictMode: true,
  // For everybody: a title that comes after its page leaves the page without one for a moment, at each refresh again.
  htmlLimitedBots: /./,
  devIndicators: false,
  // In development Next would print the arguments of server actions, passwords among them.
  logging: { serverFunctions: false },
  headers: async () => [
    { source: '/:path*', headers: everywhere },
    // The address is the key: not even our own log has to hear of it with every part of the page.
    { source: '/invite/:path*', headers: [{ key: 'Referrer-Policy', value: 'no-referrer' }] },
    { source: '/oauth/callback/:tenantId', headers: [{ key: 'Referrer-Policy', value: 'no-referrer' }] },
    { source: '/api/:path*', headers: noPage },
    { source: '/:tenant/:workspace/imports/upload', headers: noPage },
    { source: '/:tenant/:workspace/exports/:id/file', headers: noPage },
  ],
};
