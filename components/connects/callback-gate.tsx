import { GatePage } from '#components/shell/gate-page.tsx';
import { ButtonLink } from '#components/ui/button.tsx';
import type { CallbackView } from '#lib/connects/schema.ts';
import { Callback } from './callback.tsx';

/** Where a provider leads people back to: to the end of their sign-in, or to why it cannot be theirs. */
export function CallbackGate({ view, isSignedIn }: { view: CallbackView; isSignedIn: boolean }) {
  if (!isSignedIn)
    return (
      <Closed
        title="Your session has ended"
        sentence="What the provider sent back is not used, and nothing was stored. Sign in, then connect once more."
        href="/sign-in"
        words="Sign in"
      />
    );
  if (view.kind === 'unknown')
    return (
      <Closed
        title="Not begun in this browser"
        sentence="This sign-in was begun in another browser, in another session, or by somebody else, so what came back is not used. Nothing was stored. If somebody sent you this link, do not follow it."
        href="/"
        words="Open Keyhaven"
      />
    );
  if (view.kind === 'over')
    return (
      <Closed
        title="This sign-in is over"
        sentence="It was used before, or it took more than ten minutes. Nothing more was stored. Connect once more to begin again."
        href="/"
        words="Open Keyhaven"
      />
    );
  return <Callback view={view} />;
}

function Closed({ title, sentence, href, words }: { title: string; sentence: string; href: string; words: string }) {
  return (
    <GatePage title={title} sentence={sentence}>
      <div>
        <ButtonLink href={href}>{words}</ButtonLink>
      </div>
    </GatePage>
  );
}
