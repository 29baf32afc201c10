// A page's links: the words about a target, and how one goes there.
import type { ArtifactId } from '../../shared/world/address.ts'
import { go, pathOfFloor } from '../navigation/route.ts'
import type { World } from './context/use-world.ts'
import { isNamed, readNamedLink, thingNamed, type NamedLink } from '../../shared/folder/links/page-names.ts'
import { pageOf, type View } from '../../shared/world/view/world-view.ts'
import { localNameIn } from '../session/own-node.ts'
import { pictureSource, linkTargetOf, type LinkTarget } from '../markdown/page-links.ts'
import { headingFor } from '../markdown/section-links.ts'

export interface LinkTargets {
  /** Where a link leads, as people say it, and whether one can go there. */
  readonly tell: (href: string) => { readonly words: string; readonly canGo: boolean }
  readonly follow: (href: string) => void
}

/** The surroundings of a page: its thing, its world, and how to go to a thing. */
export interface PageContext {
  readonly id: ArtifactId
  readonly world: World
  readonly goTo: (id: ArtifactId) => void
}

export function createLinkTargets(around: () => PageContext): LinkTargets {
  return {
    tell(href) {
      const { view } = around().world
      const way = wayIn(around().world, href)
      switch (way.kind) {
        case 'thing': {
          const thing = view.artifact(way.id)
          if (thing === null) return tellHeading(around(), way.id)
          if (way.id === view.root) return { words: 'Leads to this world’s main floor.', canGo: true }
          return {
            words: `Leads to ${thing.name === '' ? 'a thing without a name' : thing.name}.`,
            canGo: true,
          }
        }
        case 'heading':
          return tellHeading(around(), way.section)
        case 'world':
          return { words: `Leads to the world ${way.address}.`, canGo: true }
        case 'outside':
          return { words: `Opens ${way.site} in a new tab.`, canGo: true }
        case 'nowhere':
          return {
            words: isNamed(href)
              ? 'Nothing in this world is called that.'
              : 'This address leads nowhere from here.',
            canGo: false,
          }
      }
    },
    follow(href) {
      const way = wayIn(around().world, href)
      if (way.kind === 'outside') open(way.url, '_blank', 'noopener,noreferrer')
      else if (way.kind === 'world') go(pathOfFloor(way.address, way.floor))
      else if (way.kind === 'heading') goToHeading(around(), around().id, way.section)
      else if (way.kind === 'thing') goToThing(around(), way.id, way.section)
    },
  }
}

/** Where a link of a page leads from here: on another node the words of an address are that one's. */
export function wayIn({ replica, view }: World, href: string): LinkTarget {
  const named = readNamedLink(href)
  if (named !== null) return wayToNamed(view, named)
  const way = linkTargetOf(href, location.origin)
  // A whole link says itself on which node.
  return way.kind === 'world' && !href.includes('://')
    ? { ...way, address: localNameIn(replica.address, way.address) }
    : way
}

function wayToNamed(view: View, { name, section: written }: NamedLink): LinkTarget {
  // A link by name has a heading in its words; headings are found by their form in an address.
  const section = written?.replace(/[^\p{L}\p{M}\p{N}\s_-]/gu, '').replace(/\s/gu, '-')
  if (name === '') return { kind: 'heading', section: section ?? '' }
  const id = thingNamed(view, name)
  if (id === null) return { kind: 'nowhere' }
  return { kind: 'thing', id, ...(section !== undefined && { section }) }
}

function tellHeading({ id, world: { view } }: PageContext, section: string) {
  const heading = headingFor(pageOf(view, id) ?? '', section)
  return heading === null
    ? { words: 'What it led to is no longer here.', canGo: false }
    : { words: `Leads to “${heading.text}” on this page.`, canGo: true }
}

/**
 * Goes to a thing, there to a heading; or, where there is no such thing, to the heading of this page that is
 * called so.
 */
function goToThing(here: PageContext, id: ArtifactId, section: string | undefined): void {
  if (here.world.view.artifact(id) === null) return goToHeading(here, here.id, id)
  here.goTo(id)
  if (section !== undefined) goToHeading(here, id, section, true)
}

/**
 * `isThere`: on the thing's own floor, where one has just gone. Else where the page is shown, which may be
 * beside the floor.
 */
function goToHeading(
  { id: here, world }: PageContext,
  page: ArtifactId,
  section: string,
  isThere = false,
): void {
  const { view, selection } = world
  const heading = headingFor(pageOf(view, page) ?? '', section)
  const { id, panel } = selection.now
  const isBeside = !isThere && panel.kind === 'inspector' && id === here
  if (heading !== null) selection.point({ id: page, line: heading.line }, !isBeside)
}

/** Why a picture is not shown; null when it is. */
export function whyNoPicture(href: string): string | null {
  if (pictureSource(href, location.origin) !== null) return null
  return 'Pictures from other sites are not shown: those sites would learn who reads this page.'
}
