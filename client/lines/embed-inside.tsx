// The place of an embed, `![[note]]`: the other page, set as it is there, in the room that the text says. It
// is fetched and drawn once it is in sight, and follows what is written on it.
import { Suspense, useCallback, useState } from 'react'
import { findPictures } from '../../shared/folder/links/shown-pictures.ts'
import { isNote } from '../../shared/page/footnotes.ts'
import type { TypesetWorld } from '../../shared/page/typesetting.ts'
import { lazyWithRetry } from '../browser/lazily.ts'
import { createLinkTargets, wayIn, type PageContext } from '../world/link-targets.ts'
import type { EmbeddedPageProps } from './embedded-page.tsx'
import './page-embeds.css'

/** Embeds in embeds are shown so deep; what is deeper is a link. */
const DEPTH_MAX = 2

const EmbeddedPage = lazyWithRetry(() => import('./embedded-page.tsx'))

interface EmbedInsideProps extends Omit<EmbeddedPageProps, 'insideOf'> {
  /** How many embeds it stands in, with itself. */
  readonly depth: number
}

export function EmbedInside({ syntax, around, depth }: EmbedInsideProps) {
  const [isSeen, setSeen] = useState(false)
  const inside = useCallback((id: PageContext['id']) => insideOf(around, id, depth), [around, depth])
  if (!isSeen)
    return <span className="page-embed-unseen" ref={(place) => onSeen(place, () => setSeen(true))} />
  return (
    <Suspense fallback={null}>
      <EmbeddedPage syntax={syntax} around={around} insideOf={inside} />
    </Suspense>
  )
}

/** Calls back once, when a place comes into sight. */
function onSeen(place: Element | null, then: () => void): (() => void) | undefined {
  if (place === null) return undefined
  const seen = new IntersectionObserver((entries) => {
    if (entries.some(({ isIntersecting }) => isIntersecting)) then()
  })
  seen.observe(place)
  return () => seen.disconnect()
}

/** One follows the embed's own button alone, and no link in it. */
function insideOf(around: () => PageContext, id: PageContext['id'], depth: number) {
  const within = (): PageContext => ({ ...around(), id })
  return {
    world: {
      ...typesetWorldOf(within),
      isUnknown: () => false,
      hasEmbeds: depth < DEPTH_MAX,
      hrefOf: () => null,
    },
    inside: {
      embed: (syntax: EmbeddedPageProps['syntax']) => (
        <EmbedInside syntax={syntax} around={within} depth={depth + 1} />
      ),
    },
  }
}

/** What a page asks the world around it while it is set. */
export const typesetWorldOf = (around: () => PageContext): TypesetWorld => ({
  origin: location.origin,
  isUnknown: (link) => wayIn(around(), link).kind === 'unknown',
  picturesByName: findPictures(() => ({ view: around().world.view, id: around().id })),
  hasEmbeds: true,
  hrefOf: (written) => createLinkTargets(around).pathOf(isNote(written) ? `#${around().id}` : written),
})
