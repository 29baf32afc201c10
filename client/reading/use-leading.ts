// Where links lead in the reading view: as on the page, but headings are gone to here, and another world is
// opened for reading.
import { useCallback, useEffect, useMemo, useRef } from 'react'
import type { ArtifactId } from '../../shared/world/address.ts'
import { pageOf } from '../../shared/world/view/world-view.ts'
import { go, pathOfFloor } from '../navigation/route.ts'
import { openReading } from '../world/commands/overlay.ts'
import { useWorld, type World } from '../world/context/use-world.ts'
import { headingFor } from '../../shared/page/section-links.ts'
import { createLinkTargets, wayIn, type LinkTargets } from '../world/link-targets.ts'

interface LeadTargets {
  /** To a line of the page that is read. */
  readonly toLine: (line: number) => void
  /** Into a thing; there to a line, or where one was before. */
  readonly into: (id: ArtifactId, line: number | null) => void
}

export function useLeading(host: ArtifactId, going: LeadTargets): Pick<LinkTargets, 'follow'> {
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

function createLeading(
  world: World,
  host: ArtifactId,
  going: () => LeadTargets,
): Pick<LinkTargets, 'follow'> {
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
    follow(href) {
      const way = wayIn(here, href)
      if (way.kind === 'heading') goToSection(way.section)
      else if (way.kind === 'thing') {
        // Where there is no such thing, a heading of this page may be called so.
        if (view.artifact(way.id) === null) return goToSection(way.id)
        const line = way.section === undefined ? null : lineOf(way.id, way.section)
        if (way.id !== host) going().into(way.id, line)
        else going().toLine(line ?? 1)
      } else if (way.kind === 'world') {
        openReading(way.address)
        go(pathOfFloor(way.address, way.floor))
      } else ways.follow(href)
    },
  }
}
