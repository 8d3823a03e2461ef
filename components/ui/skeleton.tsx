import type { ReactNode } from 'react';
import { PageHead } from '#components/ui/page-head.tsx';

/** Same boxes and heights as the real thing, so nothing moves; they appear after 300 ms only. */
export function Waiting({ label, children }: { label: string; children: ReactNode }) {
  return (
    <div aria-live="polite">
      <span className="sr">{label}</span>
      <div aria-hidden="true">{children}</div>
    </div>
  );
}

const places = (count: number): number[] => Array.from({ length: count }, (_, at) => at);

export function CardSkeletons({ count }: { count: number }) {
  return (
    <div className="cards">
      {places(count).map((place) => (
        <div className="card" key={place}>
          <div className="top">
            <span className="skel tile" />
            <div className="stack tight">
              <span className="skel line" />
              <span className="skel short low" />
            </div>
          </div>
          <div className="foot">
            <span className="skel line low" />
            <span className="skel short low end" />
          </div>
        </div>
      ))}
    </div>
  );
}

export function RowSkeletons({ count, columns }: { count: number; columns: number }) {
  return (
    <div className="panel">
      <div className="skelrow heads wide-only" />
      {places(count).map((row) => (
        <div className="skelrow" key={row}>
          {places(columns).map((column) => (
            <span key={column} className={column === 0 ? 'skel long' : 'skel short'} />
          ))}
        </div>
      ))}
    </div>
  );
}

/** `tall`: with a chart in it. */
export function BlockSkeleton({ tall = false }: { tall?: boolean }) {
  return (
    <div className="panel">
      <div className="body">
        <span className={tall ? 'skel block tall' : 'skel block'} />
      </div>
    </div>
  );
}

interface HeadProps {
  /** Of an app: its tile stands before the name. */
  tile?: boolean;
}

/** The way here and a name that is not known yet. */
export const HeadSkeleton = ({ tile = false }: HeadProps) => (
  <>
    <span className="skel crumbs" />
    <div className="head skelhead">
      <div className="headline">
        {tile && <span className="skel tile" />}
        <div className="stack tight">
          <span className="skel long" />
          <span className="skel long low" />
        </div>
      </div>
    </div>
  </>
);

interface TitleProps {
  title: string;
  /** It is below another page: the way here is shown. */
  isBelow?: boolean;
  hasSentence?: boolean;
  hasActions?: boolean;
}

/** A page whose name is known: what else its head has follows. */
export const TitleLoading = ({ title, isBelow = false, hasSentence = true, hasActions = true }: TitleProps) => (
  <>
    {isBelow && <span className="skel crumbs" aria-hidden="true" />}
    <PageHead
      title={title}
      sentence={hasSentence && <span className="skel long low" aria-hidden="true" />}
      actions={hasActions && <span className="skel action" aria-hidden="true" />}
    />
  </>
);

/** What a list is looked through with, or its neighbours. */
export const BarSkeleton = () => <span className="skel find" />;

/** The name of a group above its cards. */
export const GroupSkeleton = () => <span className="skel line group" />;

/** One thing: its panels, and the narrow ones beside them. */
export const SplitLoading = ({ label, tile }: HeadProps & { label: string }) => (
  <Waiting label={label}>
    <HeadSkeleton tile={tile} />
    <div className="split">
      <div className="stack wide">
        <BlockSkeleton />
        <BlockSkeleton />
      </div>
      <BlockSkeleton />
    </div>
  </Waiting>
);

/** One thing and the list of what belongs to it. */
export const DetailLoading = ({ label }: { label: string }) => (
  <Waiting label={label}>
    <HeadSkeleton />
    <div className="stack loose">
      <BlockSkeleton />
      <RowSkeletons count={6} columns={3} />
    </div>
  </Waiting>
);
