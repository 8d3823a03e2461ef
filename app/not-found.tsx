import { GatePage } from '#components/shell/gate-page.tsx';
import { ButtonLink } from '#components/ui/button.tsx';

export default function NotFound() {
  return (
    <GatePage
      title="Nothing here"
      sentence="It does not exist, or you have no way in. Both look the same from outside."
    >
      <ButtonLink href="/">To my workspace</ButtonLink>
    </GatePage>
  );
}
