import { container, create, item, passphrase, upload } from './files.ts';
import { button, dialogOf, open, rowOf, toastOf } from './forms.ts';
import { liveRows, plant, restKey, use } from './seed.ts';
import { expect, test } from './test.ts';
import { credentialHref } from '#components/shell/hrefs.ts';
