// A page in another, in the reading view: no higher than its text says, scrolled by finger and keys.
import { createContext, use, useMemo, type ReactNode } from 'react'
import type { ArtifactId } from '../../shared/world/address.ts'
import type { EmbedSyntax } from '../../shared/page/embeds.ts'
import { useWorld } from '../world/context/use-world.ts'
import { EMBED_DEPTH_MAX, useEmbeddedPage } from '../world/embedded-page.ts'
import { Way } from './read-link.tsx'

/** The page that is read, and in how many embeds it stands. */
export const EmbedContext = createContext<{ readonly id: ArtifactId; readonly depth: number } | null>(null)

/** A line of the page, in pixels. */
const LINE = 30

interface EmbedProps {
  readonly syntax: EmbedSyntax
  /** Draws a page. */
  readonly draw: (text: string) => ReactNode
}

export function Embed({ syntax: { written, lines }, draw }: EmbedProps) {
  const world = useWorld()
  const around = use(EmbedContext)
  const page = useEmbeddedPage(world, around?.id ?? null, written)
  const text = page?.text ?? ''
  const drawn = useMemo(() => draw(text), [draw, text])
  const depth = (around?.depth ?? 0) + 1
  if (page === null || depth > EMBED_DEPTH_MAX) return <Way href={written}>{written.slice(3, -2)}</Way>
  return (
    <EmbedContext value={{ id: page.id, depth }}>
      {/* One that is higher is scrolled, by keys too. */}
      {/* oxlint-disable-next-line jsx-a11y/no-noninteractive-tabindex */}
      <section className="read-embed" tabIndex={0} aria-label={page.name} style={{ maxHeight: lines * LINE }}>
        <p className="read-embed-way">
          <Way href={written}>{page.name}</Way>
        </p>
        {drawn}
      </section>
    </EmbedContext>
  )
}
