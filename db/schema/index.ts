export * from './installation.ts';
export * from './users.ts';
export * from './tenants.ts';
export * from './credentials.ts';
export * from './uses.ts';
export * from './uploads.ts';
export * from './signers.ts';
export * from './audit.ts';
