import { Tag } from '#components/ui/tag.tsx';

/** In the head of a page, where the bar has no room for it. */
export const EnvironmentTag = ({ children }: { children: string }) => (
  <span className="mobile-only">
    <Tag>{children}</Tag>
  </span>
);
