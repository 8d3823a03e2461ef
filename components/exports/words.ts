import { amount } from '#components/ui/words.ts';
import type { ExportDetail, ExportedItem, ExportRow, ExportState } from '#lib/exports/schema.ts';

export const stateWords: Record<ExportState, string> = {
  preparing: 'Being prepared',
  ready: 'Waits to be fetched',
  sending: 'Being fetched',
  sent: 'Fetched',
  broken: 'Broke off',
  expired: 'Never fetched',
  cancelled: 'Cancelled',
  failed: 'Could not be made',
};

const sentences: Record<ExportState, string> = {
  preparing: 'What was chosen is being written down. No file has left.',
  ready: 'The file waits for the session that asked for it, ten minutes at most. Nobody else gets it.',
  sending: 'The file is on its way to the browser that asked for it.',
  sent: 'The file has left, whole, and was fetched once. It cannot be fetched again.',
  broken: 'The download broke off. What arrived has no end, and every import refuses it. Export again.',
  expired: 'Nobody fetched the file in time. Its key is gone; no file has left.',
  cancelled: 'It was cancelled before the file was fetched. Its key is gone; no file has left.',
  failed: 'It did not fit into one file, or nothing of it could be read. No file has left.',
};

/** What became of the file. */
export const stateSentence = ({ state }: Pick<ExportDetail, 'state'>): string => sentences[state];

/** `450 credentials, 2 left out`. */
export function whatWords({ resourceType, count, leftOut }: Pick<ExportRow, 'resourceType' | 'count' | 'leftOut'>) {
  const what = amount(count, resourceType);
  return leftOut > 0 ? `${what}, ${leftOut.toLocaleString('en-GB')} left out` : what;
}

const sealings: Record<ExportRow['sealing'], string> = {
  passphrase: 'A passphrase',
  installation: 'This installation',
  recipient: 'A receiving key',
};

export const sealedToWords = ({ sealing, recipientName }: Pick<ExportRow, 'sealing' | 'recipientName'>): string =>
  recipientName ?? sealings[sealing];

export const leftOutWords = (code: NonNullable<ExportedItem['leftOut']>): string =>
  code === 'UNREADABLE' ? 'Left out: its secret cannot be read' : 'Left out: it cannot be put into a file';
