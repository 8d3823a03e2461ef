import {
  GraphQLError,
  Kind,
  type DocumentNode,
  type FragmentDefinitionNode,
  type SelectionSetNode,
  type ValidationRule,
} from 'graphql';

/** The operations of an import are a tenth of each. */
export const tokensMax = 2_000;
/** As deep as the question tools of clients ask about the schema itself. */
const depthMax = 16;
const fieldsMax = 500;
/** Each stands for a read or a write of its own. */
const rootFieldsMax = 10;
/** Each has something told once more, for every row of a list. */
const aliasesMax = 30;

interface Size {
  readonly depth: number;
  readonly fields: number;
  /** Of the topmost level alone. */
  readonly top: number;
  /** Names of the client's own. */
  readonly aliases: number;
}

/** How much a document asks for with every fragment written out, known before any of it is looked up. */
export const sizeRule: ValidationRule = (context) => ({
  Document(document) {
    const sizeOf = measure(document);
    for (const one of document.definitions) {
      if (one.kind !== Kind.OPERATION_DEFINITION) continue;
      const { depth, fields, top, aliases } = sizeOf(one.selectionSet);
      if (depth > depthMax) context.reportError(tooMuch(`deeper than ${depthMax} levels`));
      if (fields > fieldsMax) context.reportError(tooMuch(`more than ${fieldsMax} fields`));
      if (top > rootFieldsMax) context.reportError(tooMuch(`more than ${rootFieldsMax} fields at its root`));
      if (aliases > aliasesMax) context.reportError(tooMuch(`more than ${aliasesMax} aliases`));
    }
  },
});

const tooMuch = (what: string) =>
  new GraphQLError(`The query asks for ${what}.`, { extensions: { code: 'TOO_LARGE' } });

const nothing: Size = { depth: 0, fields: 0, top: 0, aliases: 0 };

/** Each fragment is measured once, so that fragments within fragments do not cost what they would expand to. */
function measure(document: DocumentNode): (set: SelectionSetNode) => Size {
  const fragments = new Map<string, FragmentDefinitionNode>();
  for (const one of document.definitions) if (one.kind === Kind.FRAGMENT_DEFINITION) fragments.set(one.name.value, one);
  const known = new Map<string, Size>();

  const sizeOf = (set: SelectionSetNode): Size => set.selections.map(sizeOfOne).reduce(together, nothing);

  const sizeOfOne = (one: SelectionSetNode['selections'][number]): Size => {
    if (one.kind === Kind.INLINE_FRAGMENT) return sizeOf(one.selectionSet);
    if (one.kind === Kind.FRAGMENT_SPREAD) return sizeOfFragment(one.name.value);
    const below = one.selectionSet ? sizeOf(one.selectionSet) : nothing;
    const aliases = below.aliases + (one.alias ? 1 : 0);
    return { depth: below.depth + 1, fields: below.fields + 1, top: 1, aliases };
  };

  const sizeOfFragment = (name: string): Size => {
    const before = known.get(name);
    if (before) return before;
    // One that leads back to itself is refused by another rule; here it only has to end.
    known.set(name, nothing);
    const fragment = fragments.get(name);
    const size = fragment ? sizeOf(fragment.selectionSet) : nothing;
    known.set(name, size);
    return size;
  };

  return sizeOf;
}

const together = (a: Size, b: Size): Size => ({
  depth: Math.max(a.depth, b.depth),
  fields: a.fields + b.fields,
  top: a.top + b.top,
  aliases: a.aliases + b.aliases,
});
