export interface DiffRow {
  readonly label: string;
  readonly here: string;
  readonly file: string;
  readonly isChanged: boolean;
}

export interface ConflictDto {
  readonly by: 'name' | 'identifier' | 'both';
  readonly id: string;
  readonly name: string;
  readonly activeFlows: readonly string[];
  /** Why an override is not possible for this item. */
  readonly overrideRefused: string | null;
  /** What is here was saved later than what is in the file. Epoch milliseconds. */
  readonly older: { readonly file: number; readonly here: number } | null;
  readonly diff: readonly DiffRow[];
}
