// Where links lead in the reading view: as on the page, but headings are gone to here, and another world is
// opened for reading.
import { useCallback, useEffect, useMemo, useRef } from 'react'
import { pictureNamed } from '../../shared/folder/links/named-pictures.ts'
import type { ArtifactId } from '../../shared/world/address.ts'
import { pageOf } from '../../shared/world/view/world-view.ts'
import { go, pathOfFloor } from '../navigation/route.ts'
import { openReading } from '../world/commands/overlay.ts'
import { useWorld, type World } from '../world/context/use-world.ts'
import { headingFor } from '../../shared/page/section-links.ts'
import { createLinkTargets, wayIn } from '../world/link-targets.ts'
import type { Leading } from './read-link.tsx'

interface LeadTargets {
  /** To a line of the page that is read. */
  readonly toLine: (line: number) => void
  /** Into a thing; there to a line, or where one was before. */
  readonly into: (id: ArtifactId, line: number | null) => void
}

export function useLeading(host: ArtifactId, going: LeadTargets): Leading {
  const world = useWorld()
  const now = useLatest(going)
  return useMemo(() => createLeading(world, host, now), [world, host, now])
}

/** The same function as long as the page is read. */
function useLatest(going: LeadTargets): () => LeadTargets {
  const latest = useRef(going)
  useEffect(() => {
    latest.current = going
  })
  return useCallback(() => latest.current, [])
}

function createLeading(world: World, host: ArtifactId, going: () => LeadTargets): Leading {
  const { view } = world
  const here = { id: host, world }
  const ways = createLinkTargets(() => ({ id: host, world, goTo: (id) => going().into(id, null) }))
  const lineOf = (page: ArtifactId, section: string): number | null =>
    headingFor(pageOf(view, page) ?? '', section)?.line ?? null

  function goToSection(section: string): void {
    const line = lineOf(host, section)
    if (line !== null) going().toLine(line)
  }

  return {
    pictureNamed: (name) => pictureNamed(view, host, name),
    tell(href) {
      const { words, canGo } = ways.tell(href)
      const { kind } = wayIn(here, href)
      return {
        words,
        path: canGo ? ways.pathOf(href) : null,
        isOutside: ['outside', 'picture'].includes(kind),
        isUnknown: kind === 'unknown',
      }
    },
    follow(href) {
      const way = wayIn(here, href)
      if (way.kind === 'unknown') ways.follow(href)
      else if (way.kind === 'heading') goToSection(way.section)
      else if (way.kind === 'thing') {
        // Where there is no such thing, a heading of this page may be called so.
        if (view.artifact(way.id) === null) return goToSection(way.id)
        const line = way.section === undefined ? null : lineOf(way.id, way.section)
        if (way.id !== host) going().into(way.id, line)
        else going().toLine(line ?? 1)
      } else if (way.kind === 'world') {
        openReading(way.address)
        go(pathOfFloor(way.address, way.floor))
      }
    },
  }
}
