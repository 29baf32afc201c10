// A page's links: the words about a target, and how one goes there.
import type { ArtifactId } from '../../shared/world/address.ts'
import { fetched } from '../browser/lazily.ts'
import { go, pathOfFloor } from '../navigation/route.ts'
import type { World } from './context/use-world.ts'
import { sectionOf } from '../../shared/page/named-links.ts'
import { meantLink, type MeantLink } from '../../shared/folder/links/page-names.ts'
import { pictureNamed } from '../../shared/folder/links/named-pictures.ts'
import { pictureUrlPath } from '../../shared/world/picture-id.ts'
import { atLeast } from '../../shared/world/rights.ts'
import { pageOf, type View } from '../../shared/world/view/world-view.ts'
import { localNameIn } from '../session/own-node.ts'
import { pictureSource, linkTargetOf, type LinkTarget } from '../../shared/page/page-links.ts'
import { headingFor } from '../../shared/page/section-links.ts'
import { rightIn } from './play/you.ts'
import { nameInWords } from '../../shared/world/artifact.ts'

export interface LinkTargets {
  /** Where a link leads, as people say it, and whether one can go there. */
  readonly tell: (href: string) => { readonly words: string; readonly canGo: boolean }
  /** The address of that, for a browser's own ways, such as a new tab; null: nowhere from here. */
  readonly pathOf: (href: string) => string | null
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
      const way = wayIn(around(), href)
      switch (way.kind) {
        case 'thing': {
          const thing = view.artifact(way.id)
          if (thing === null) return tellHeading(around(), way.id)
          if (way.id === view.root) return { words: 'Leads to this world’s main floor.', canGo: true }
          return {
            words: `Leads to ${nameInWords(thing.name)}.`,
            canGo: true,
          }
        }
        case 'heading':
          return tellHeading(around(), way.section)
        case 'world':
          return { words: `Leads to the world ${way.address}.`, canGo: true }
        case 'outside':
          return { words: `Opens ${way.site} in a new tab.`, canGo: true }
        case 'picture':
          return { words: 'Opens the picture in a new tab.', canGo: true }
        case 'unknown':
          return mayMake(around().world)
            ? { words: `There is no “${way.name}” here yet. Go there to make it.`, canGo: true }
            : { words: 'Nothing in this world is called that.', canGo: false }
        case 'nowhere':
          return { words: 'This address leads nowhere from here.', canGo: false }
      }
    },
    pathOf(href) {
      const { id, world } = around()
      const { address } = world.replica
      const way = wayIn(around(), href)
      switch (way.kind) {
        case 'outside':
        case 'picture':
          return way.url
        case 'world':
          return pathOfFloor(way.address, way.floor)
        case 'thing':
          return pathOfFloor(address, world.view.artifact(way.id) === null ? id : way.id)
        case 'heading':
          return pathOfFloor(address, id)
        case 'unknown':
          return mayMake(world) ? pathOfFloor(address, id) : null
        case 'nowhere':
          return null
      }
    },
    follow(href) {
      const way = wayIn(around(), href)
      if (way.kind === 'outside' || way.kind === 'picture') open(way.url, '_blank', 'noopener,noreferrer')
      else if (way.kind === 'unknown') goToMade(around(), way.name).catch(tellNotMade)
      else if (way.kind === 'world') go(pathOfFloor(way.address, way.floor))
      else if (way.kind === 'heading') goToHeading(around(), around().id, way.section)
      else if (way.kind === 'thing') goToThing(around(), way.id, way.section)
    },
  }
}

type PageAround = Pick<PageContext, 'id' | 'world'>

/** `unknown`: nothing has the name that a link says. */
type PageWay = LinkTarget | { readonly kind: 'unknown'; readonly name: string }

/** Where a link of a page leads from here: on another node the words of an address are that one's. */
export function wayIn({ id, world: { replica, view } }: PageAround, href: string): PageWay {
  const named = meantLink(view, href, id)
  if (named !== null) return wayToNamed(view, id, named)
  const way = linkTargetOf(href, location.origin)
  // A whole link says itself on which node.
  return way.kind === 'world' && !href.includes('://')
    ? { ...way, address: localNameIn(replica.address, way.address) }
    : way
}

/** The links by name in a page. */
export const namesIn = (text: string): readonly string[] => text.match(/\[\[[^\]\n]+\]\]/g) ?? []

/** What the names in a page mean, as a text that is another one when they mean something else. */
export const meaningOf = (around: PageAround, names: readonly string[]): string =>
  JSON.stringify(names.map((name) => wayIn(around, name)))

function wayToNamed(view: View, here: ArtifactId, { name, section: written, id }: MeantLink): PageWay {
  const section = written === null ? undefined : sectionOf(written)
  if (name === '') return { kind: 'heading', section: section ?? '' }
  if (id === null) {
    const picture = pictureNamed(view, here, name)
    return picture === null ? { kind: 'unknown', name } : { kind: 'picture', url: pictureUrlPath(picture.id) }
  }
  return { kind: 'thing', id, ...(section !== undefined && { section }) }
}

const mayMake = (world: World): boolean => atLeast(rightIn(world), 'edit')

/** A link whose name nothing has makes the page of that name, and goes there. Making is fetched for it. */
async function goToMade({ id, world, goTo }: PageContext, name: string): Promise<void> {
  if (!mayMake(world)) return
  const { makePage } = await fetched(() => import('./edits/make-artifacts.ts'))
  const made = makePage(world, id, name)
  if (made !== null) goTo(made)
}

const tellNotMade = (error: unknown): void => console.warn('The page of a link could not be made.', error)

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
