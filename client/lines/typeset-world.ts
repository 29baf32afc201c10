// What a page asks the world around it while it is set.
import { meantLink } from '../../shared/folder/links/page-names.ts'
import { findPictures } from '../../shared/folder/links/shown-pictures.ts'
import { isNote } from '../../shared/page/footnotes.ts'
import type { TypesetWorld } from '../../shared/page/typesetting.ts'
import { createLinkTargets, wayIn, type PageContext } from '../world/link-targets.ts'

export const typesetWorldOf = (around: () => PageContext): TypesetWorld => ({
  origin: location.origin,
  isUnknown: (link) => wayIn(around(), link).kind === 'unknown',
  isTurned: (link) => meantLink(around().world.view, link, around().id)?.isTurned === true,
  picturesByName: findPictures(() => ({ view: around().world.view, id: around().id })),
  hasEmbeds: true,
  hrefOf: (written) => createLinkTargets(around).pathOf(isNote(written) ? `#${around().id}` : written),
})
