// The pages of a world that lead to a thing: by its id, or by its name.
import { pageParser } from '../../page/page-parser.ts'
import type { ArtifactId } from '../../world/address.ts'
import { pageOf, type View } from '../../world/view/world-view.ts'
import { thingInLink } from './folder-links.ts'
import { urlOf } from '../../page/page-links.ts'
import { isNamed } from '../../page/named-links.ts'
import { createMayMean, HALVES, meantLink } from './page-names.ts'

/**
 * The things whose pages lead to one, not itself; null after a page that does not, so that the caller can
 * pause there.
 */
export function* backlinksOf(view: View, id: ArtifactId): Generator<ArtifactId | null> {
  const target = targetOf(view, id)
  for (const { id: from, avatar } of view.artifacts()) {
    if (from === id || avatar != null) continue
    const page = pageOf(view, from) ?? ''
    yield mayLead(page, target) && leadsTo(page, from, target) ? from : null
  }
}

/** By name. */
export function sortedByName(view: View, ids: readonly ArtifactId[]): readonly ArtifactId[] {
  const named = ids.map((id) => ({ id, name: view.artifact(id)?.name ?? '' }))
  return named.sort((a, b) => a.name.localeCompare(b.name) || (a.id < b.id ? -1 : 1)).map(({ id }) => id)
}

interface BacklinkTarget {
  readonly id: ArtifactId
  readonly mayBeMeant: (name: string) => boolean
  /** Whether a page means it by a link. */
  readonly isMeant: (link: string, page: ArtifactId) => boolean
}

function targetOf(view: View, id: ArtifactId): BacklinkTarget {
  const mayBeMeant = createMayMean(view, id)
  const isMeant = (link: string, page: ArtifactId): boolean =>
    mayLead(link, { id, mayBeMeant }) && meantLink(view, link, page)?.id === id
  return { id, mayBeMeant, isMeant }
}

/** Pages are many and long: only pages with the id or the name are parsed for links. */
function mayLead(page: string, { id, mayBeMeant }: Pick<BacklinkTarget, 'id' | 'mayBeMeant'>): boolean {
  if (page.includes(`#${id}`)) return true
  for (const [name] of page.matchAll(HALVES)) if (mayBeMeant(name)) return true
  return false
}

const KINDS: ReadonlySet<string> = new Set(['Link', 'Image', 'LinkReference'])

function leadsTo(page: string, from: ArtifactId, { id, isMeant }: BacklinkTarget): boolean {
  let leads = false
  pageParser.parse(page).iterate({
    enter({ name, node }) {
      if (leads) return false
      if (!KINDS.has(name)) return true
      const url = urlOf(node)
      const written = url
        ? page.slice(url.from, url.to).replace(/^<(.*)>$/, '$1')
        : page.slice(node.from, node.to)
      leads = url
        ? name !== 'Image' && thingInLink(written)?.id === id
        : isNamed(written) && isMeant(written, from)
      return true
    },
  })
  return leads
}
