import { Fragment, type ReactNode } from 'react';
import { Link } from '#components/ui/link.tsx';

export interface Crumb {
  label: string;
  href: string;
}

interface PageHeadProps {
  title: ReactNode;
  /** The way here; the page itself is added at its end. */
  crumbs?: readonly Crumb[];
  /** The name of this page in the crumbs, where the title is not plain text. */
  here?: string;
  tile?: ReactNode;
  /** Beside the title: count, state, tag. */
  beside?: ReactNode;
  sentence?: ReactNode;
  actions?: ReactNode;
}

export function PageHead({ title, crumbs, here, tile, beside, sentence, actions }: PageHeadProps) {
  return (
    <>
      {crumbs && <Crumbs crumbs={crumbs} here={here ?? title} />}
      <div className="head">
        <div className="headline grow">
          {tile}
          <div className="grow">
            <div className="row wrap">
              <h1>{title}</h1>
              {beside}
            </div>
            {sentence && <p>{sentence}</p>}
          </div>
        </div>
        {actions && <div className="row actions">{actions}</div>}
      </div>
    </>
  );
}

function Crumbs({ crumbs, here }: { crumbs: readonly Crumb[]; here: ReactNode }) {
  return (
    <nav className="crumb" aria-label="Breadcrumb">
      {crumbs.map((crumb) => (
        <Fragment key={crumb.href}>
          <Link href={crumb.href}>{crumb.label}</Link>
          <span aria-hidden="true">/</span>
        </Fragment>
      ))}
      <span aria-current="page">{here}</span>
    </nav>
  );
}
