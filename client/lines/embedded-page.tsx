// A page in the place of its embed, with the button that leads to it.
import { useDeferredValue, useMemo } from 'react'
import type { EmbedSyntax } from '../../shared/page/embeds.ts'
import type { PageWorld } from '../../shared/page/page-lines.ts'
import { useEmbeddedPage } from '../world/embedded-page.ts'
import { createLinkTargets, type PageContext } from '../world/link-targets.ts'
import { PageLines, type PageInside } from './page-lines.tsx'

export interface EmbeddedPageProps {
  readonly syntax: EmbedSyntax
  readonly around: () => PageContext
  /** The surroundings of a page in an embed. */
  readonly insideOf: (id: PageContext['id']) => { readonly world: PageWorld; readonly inside: PageInside }
}

export default function EmbeddedPage({ syntax: { written }, around, insideOf }: EmbeddedPageProps) {
  const { world, id: here } = around()
  const page = useEmbeddedPage(world, here, written)
  // While somebody writes on it, what is drawn may be a moment behind.
  const text = useDeferredValue(page?.text ?? '')
  const id = page?.id ?? null
  const inside = useMemo(() => (id === null ? null : insideOf(id)), [insideOf, id])
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
