// The inside of an embed, `![[note]]`: the other page, set as it is there, in the room that the text says. It
// is drawn once it is in sight, and follows what is written on it.
import { useDeferredValue, useMemo, useState } from 'react'
import type { EmbedSyntax } from '../../shared/page/embeds.ts'
import { useEmbeddedPage } from '../world/embedded-page.ts'
import { createLinkTargets, type PageContext } from '../world/link-targets.ts'
import { hidesMakingIn } from '../world/play/you.ts'
import { PageLines } from './page-lines.tsx'
import { typesetWorldOf } from './typeset-world.ts'
import './page-embeds.css'

/** Embeds in embeds are shown so deep; what is deeper is a link. */
const DEPTH_MAX = 2

interface EmbedInsideProps {
  readonly syntax: EmbedSyntax
  readonly around: () => PageContext
  /** How many embeds it stands in, with itself. */
  readonly depth: number
}

export default function EmbedInside(props: EmbedInsideProps) {
  const [isSeen, setSeen] = useState(false)
  if (isSeen) return <EmbeddedPage {...props} />
  return <span className="page-embed-unseen" ref={(place) => onSeen(place, () => setSeen(true))} />
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

function EmbeddedPage({ syntax: { written }, around, depth }: EmbedInsideProps) {
  const { world, id: here } = around()
  const page = useEmbeddedPage(world, here, written)
  // While somebody writes on it, what is drawn may be a moment behind.
  const text = useDeferredValue(page?.text ?? '')
  const id = page?.id ?? null
  const inside = useMemo(() => (id === null ? null : insideOf(around, id, depth)), [around, id, depth])
  const ways = createLinkTargets(around)
  return (
    <>
      <button type="button" className="page-embed-way" onClick={() => ways.follow(written)}>
        {page?.name ?? ways.tell(written).words}
      </button>
      {page && inside && (
        <div className="page-embed-page" role="document" aria-label={`Shown here: ${page.name}`}>
          <PageLines text={text} {...inside} />
        </div>
      )}
    </>
  )
}

/** The surroundings of a page in an embed. One follows the embed's own button alone, and no link in it. */
function insideOf(around: () => PageContext, id: PageContext['id'], depth: number) {
  const within = (): PageContext => ({ ...around(), id })
  return {
    world: {
      ...typesetWorldOf(within),
      isUnknown: () => false,
      hasEmbeds: depth < DEPTH_MAX,
      hidesMaking: hidesMakingIn(around().world),
      hrefOf: () => null,
    },
    inside: {
      embed: (syntax: EmbedSyntax) => <EmbedInside syntax={syntax} around={within} depth={depth + 1} />,
    },
  }
}
