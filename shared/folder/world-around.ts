// What the page of a thing asks its surroundings, for whoever reads it without our program.
import { linkTargetOf } from '../page/page-links.ts'
import type { PageWorld } from '../page/page-lines.ts'
import { pathOfWorld, type ArtifactId } from '../world/address.ts'
import { NO_PAGE_VALUES, shownPageValues } from '../world/live/live-page-values.ts'
import { pageValuesOf } from '../world/live/live-state.ts'
import { pageOf, type View } from '../world/view/world-view.ts'
import { meantLink } from './links/page-names.ts'
import { findPictures } from './links/shown-pictures.ts'

/** `isAlone`: there is no node whose other worlds could be gone to. */
export function worldAround(
  view: View,
  here: ArtifactId,
  shown: ReadonlySet<ArtifactId>,
  isAlone: boolean,
): PageWorld & Required<Pick<PageWorld, 'values'>> {
  const written = view.live === null ? NO_PAGE_VALUES : pageValuesOf(view.live, here)
  const wayTo = (id: ArtifactId | null): string | null => (id !== null && shown.has(id) ? `#${id}` : null)
  return {
    origin: '',
    isUnknown: () => false,
    isTurned: (link) => meantLink(view, link, here)?.isTurned === true,
    picturesByName: findPictures(() => ({ view, id: here })),
    hasEmbeds: true,
    hidesMaking: !view.showsMaking,
    values: shownPageValues(pageOf(view, here) ?? '', written),
    hrefOf(written) {
      const named = meantLink(view, written, here)
      if (named !== null) return wayTo(named.id)
      const target = linkTargetOf(written, '')
      if (target.kind === 'thing') return wayTo(target.id)
      if (target.kind === 'world') return isAlone ? null : pathOfWorld(target.address)
      return target.kind === 'outside' ? target.url : null
    },
  }
}
