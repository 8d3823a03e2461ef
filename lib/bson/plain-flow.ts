import { AppError, isAppError } from '#lib/errors.ts';
import type { BsonDocument } from './decode.ts';
import { plainFlow, type ImportFlow } from './flow.ts';
import { malformed, parseItem } from './item.ts';
import { otherResource, refuseOtherResource } from './kind.ts';
import { documentsMax } from './limits.ts';
import { mapPlain, nextDocument, tooMany } from './plain.ts';
import type { DocumentReader } from './reader.ts';

export interface PlainFlow {
  readonly i: number;
  readonly item: ImportFlow;
  readonly ignored: readonly string[];
}

const kindKeys = ['type', 'resourceType'];

/**
 * The flows of a plain file: documents that are one each, in the words of docs/format.md alone.
 * @throws AppError IMP-105, 201, 203, 210.
 */
export async function* readPlainFlows(reader: DocumentReader, first: BsonDocument): AsyncGenerator<PlainFlow> {
  let i = 0;
  for (let document: BsonDocument | null = first; document !== null; document = await nextDocument(reader)) {
    refuseOtherResource('flow', document['resourceType'], document['type']);
    i += 1;
    if (i > documentsMax) throw tooMany('documents');
    if (!('steps' in document)) throw notAFlow(document, i);
    const fields = Object.fromEntries(Object.entries(document).filter(([key]) => !kindKeys.includes(key)));
    yield { i, item: parseItem(plainFlow, fields, i), ignored: [] };
  }
}

/** What the other dialog would take is told by its kind, even where it does not say it itself. */
function notAFlow(document: BsonDocument, i: number): AppError {
  if (Array.isArray(document['credentials']) || isCredential(document)) return otherResource('credential');
  if (i > 1) return malformed(i, 'steps', 'The document is not a flow.');
  return new AppError(
    'IMP-203',
    'The file is BSON, but there is no flow in it: a document with a name and its steps is expected.',
  );
}

function isCredential(document: BsonDocument): boolean {
  try {
    mapPlain(document, 1);
    return true;
  } catch (error) {
    if (!isAppError(error)) throw error;
    return false;
  }
}
